import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Entity } from '../model/entity.ts';
import {
  answerText,
  entityEvent,
  LOCK_GRANTED,
  raised,
  signalMessage,
  type EntityRequest,
} from '../model/entity-message.ts';
import { EventType } from '../model/history-event.ts';
import type { RuntimeStatus } from '../model/instance.ts';
import { engineParts, type EngineParts } from '../test-support/engine-parts.ts';
import { EntityProcessor } from './entity-processor.ts';
import { runWork } from './processor.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const id = '@counter@a';

/** A call by the instance `i`. */
const call = (op: string | null, more: Partial<EntityRequest> = {}): EntityRequest => ({
  ...{ $type: '', op, id: `id of ${op}`, parent: 'i', parentExecution: 'x', ...more },
});

/** Sends requests to the entity, and runs it once. */
async function run(requests: EntityRequest[], parts: EngineParts = {}, stored?: Partial<Entity>) {
  const { store, context, reported, clock } = engineParts({
    ...{ names: { entities: ['Counter'] }, ...parts },
  });
  if (stored) store.entities.put({ id, state: null, lock: null, lastOperationAt: 1, ...stored });
  for (const request of requests) store.messages.send(entityEvent(id, 'op', request, now));
  await runWork(new EntityProcessor(context), id);
  const received = (target: string) =>
    store.messages.due(target, now).map(({ event: each, executionId }) => {
      assert.ok(each.EventType === EventType.EventRaised);
      return { name: each.Name, input: each.Input, executionId };
    });
  return { store, context, reported, clock, received, entity: store.entities.get(id) };
}

/** The answer of the entity's code. */
const answer = (results: string[], more: object = {}): EngineParts => ({
  invoke: () => ({
    returnValue: {
      results: results.map((result) => ({ isError: result === 'wrong', result })),
      ...{ signals: [], entityExists: true, entityState: '5', ...more },
    },
  }),
});

describe('operations of an entity', () => {
  test('are passed in one batch, with its state', async () => {
    const invoke: NonNullable<EngineParts['invoke']> = (name, invocation) => {
      assert.equal(name, 'Counter');
      assert.deepEqual(invocation, {
        triggerData: {
          value: {
            ...{ self: { name: 'counter', key: 'a' }, exists: true, state: '4' },
            batch: [
              { name: 'add', input: '1', isSignal: false, id: 'id of add' },
              { name: 'reset', input: null, isSignal: true, id: 'r' },
            ],
          },
        },
        triggerMetadata: { instanceId: id },
      });
      return { returnValue: { results: [{}, {}], signals: [], entityExists: true } };
    };
    const requests = [call('add', { input: '1' }), signalMessage('r', 'reset', null)];
    const { reported, entity } = await run(requests, { invoke }, { state: '4' });
    assert.deepEqual(reported.errors, []);
    assert.equal(entity, undefined, 'an entity without state does not exist');
  });

  test('are answered to those that called, and change the state', async () => {
    const requests = [call('add'), signalMessage('s', 'add', '1'), call('fail')];
    const { received, entity, reported, store } = await run(
      requests,
      answer(['"one"', '"two"', 'wrong']),
    );
    assert.deepEqual(received('i'), [
      { name: 'id of add', input: answerText('"one"', false), executionId: 'x' },
      { name: 'id of fail', input: answerText('wrong', true), executionId: 'x' },
    ]);
    assert.deepEqual(entity, { id, state: '5', lock: null, lastOperationAt: now });
    assert.deepEqual(reported.woken, ['i', 'i']);
    assert.deepEqual(store.messages.due(id, now), [], 'they are done');
  });

  test('may send signals to other entities', async () => {
    const signals = [
      { target: { name: 'Other', key: 'B' }, name: 'put', input: '7' },
      { target: { name: 'other', key: 'B' }, name: 'clear', input: '' },
    ];
    const { received, reported } = await run(
      [signalMessage('s', 'x', null)],
      answer(['1'], { signals }),
    );
    const sent = received('@other@B').map(({ name, input, executionId }) => {
      const { op, signal, input: value } = JSON.parse(input ?? '') as EntityRequest;
      return [name, op, signal, value, executionId];
    });
    assert.deepEqual(sent, [
      ['op', 'put', true, '7', null],
      ['op', 'clear', true, undefined, null],
    ]);
    assert.deepEqual(reported.woken, ['@other@B', '@other@B']);
  });

  test('that delete the state leave no entity', async () => {
    const { entity } = await run([call('delete')], answer(['1'], { entityExists: false }), {
      state: '4',
    });
    assert.equal(entity, undefined);
  });

  test('without an answer of their own are answered with nothing', async () => {
    const { received } = await run([call('add')], answer([]));
    assert.deepEqual(received('i')[0]?.input, answerText(null, false));
  });

  test('that throw are answered with the error, and keep the state', async () => {
    for (const [thrown, text] of [
      [new Error('broken'), '"broken"'],
      ['a text', '"a text"'],
    ] as const) {
      const invoke = () => {
        throw thrown as Error;
      };
      const { received, entity, reported } = await run([call('add')], { invoke }, { state: '4' });
      assert.equal(received('i')[0]?.input, answerText(text, true));
      assert.equal(entity?.state, '4');
      assert.match(reported.errors.join(), /^entity @counter@a: /);
    }
  });

  test('of an entity that the app does not have fail with the names of those it has', async () => {
    const { received, entity } = await run([call('add')], { names: { entities: ['Sum'] } });
    const { result, exceptionType } = JSON.parse(received('i')[0]?.input ?? '') as {
      result: string;
      exceptionType: string;
    };
    assert.match(result, /The function 'counter' doesn't exist.*'Sum'/);
    assert.equal(exceptionType, 'Error');
    assert.equal(entity, undefined);
  });

  test('beyond the size of a batch are taken by the next one', async () => {
    const { store, reported } = await run([call('a'), call('b')], {
      ...{ ...answer(['1']), settings: { maxEntityOperationBatchSize: 1 } },
    });
    assert.equal(store.messages.due(id, now).length, 1);
    assert.deepEqual(reported.woken, ['i', id]);
  });
});

test('an entity without messages is not called', async () => {
  const { entity, reported } = await run([], answer(['1']), { state: '4', lastOperationAt: 3 });
  assert.deepEqual([entity?.state, entity?.lastOperationAt, reported.woken], ['4', 3, []]);
});

test('an event that is not for an entity is dropped', async () => {
  const { store, context } = await run([], answer(['1']), { state: '4', lastOperationAt: 3 });
  store.messages.send(raised(id, null, 'Go', '1', now));
  await runWork(new EntityProcessor(context), id);
  assert.deepEqual(store.messages.due(id, now), []);
  assert.equal(store.entities.get(id)?.lastOperationAt, 3, 'no operation has run');
});

describe('the lock of an entity', () => {
  const lockset = [
    { name: 'Counter', key: 'a' },
    { name: 'Other', key: 'b' },
  ];

  /** Requests the lock for an instance in some status. */
  async function lock(request: Partial<EntityRequest>, status: RuntimeStatus | undefined) {
    const { store, context, reported } = engineParts({ names: { entities: ['Counter'] } });
    if (status) {
      store.instances.put({
        ...{ id: 'i', executionId: 'x', name: 'n', version: null, status, input: null },
        ...{ output: null, customStatus: null, parent: null, createdAt: 0, updatedAt: 0 },
        notices: {},
      });
    }
    store.messages.send(entityEvent(id, 'op', call(null, { id: 'l', lockset, ...request }), now));
    await runWork(new EntityProcessor(context), id);
    return {
      entity: store.entities.get(id),
      next: store.messages.due('@other@b', now).map(({ event: each }) => each),
      granted: store.messages.due('i', now).map(({ event: each }) => each),
      woken: reported.woken,
    };
  }

  test('is passed on to the next entity of the set', async () => {
    const { entity, next, granted, woken } = await lock({}, 'Running');
    assert.deepEqual(entity, {
      ...{ id, state: null, lock: { holder: 'i', requestId: 'l' }, lastOperationAt: now },
    });
    const [passed] = next;
    assert.ok(passed?.EventType === EventType.EventRaised && passed.Name === 'op');
    assert.deepEqual(JSON.parse(passed.Input ?? ''), call(null, { id: 'l', lockset, pos: 1 }));
    assert.deepEqual([granted, woken], [[], ['@other@b', id]]);
  });

  test('is granted after the last entity of the set', async () => {
    const { granted, woken } = await lock({ pos: 1 }, 'Running');
    const [event] = granted;
    assert.ok(event?.EventType === EventType.EventRaised);
    assert.deepEqual([event.Name, event.Input, woken], ['l', LOCK_GRANTED, ['i', id]]);
  });

  for (const [who, request, status] of [
    ['has ended', {}, 'Failed'],
    ['does not exist', {}, undefined],
    ['has been replaced', { parentExecution: 'y' }, 'Running'],
    ['has no name', { parent: undefined }, 'Running'],
  ] as [string, Partial<EntityRequest>, RuntimeStatus | undefined][]) {
    test(`is not given to an instance that ${who}`, async () => {
      const { entity, next, granted, woken } = await lock(request, status);
      assert.deepEqual([entity, next, granted, woken], [undefined, [], [], [id]]);
    });
  }
});
