import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { recordedTurns } from '../test-support/recorded-turns.ts';
import {
  answerText,
  entityMessage,
  LOCK_GRANTED,
  nextInLockSet,
  releaseMessage,
  signalMessage,
  type EntityRequest,
  type Sender,
} from './entity-message.ts';
import { EventType, type HistoryEvent } from './history-event.ts';

const recorded = ['entityCaller-1.jsonl', 'locks.jsonl']
  .flatMap(recordedTurns)
  .flatMap(({ history }): HistoryEvent[] => history);
const inputsOf = (type: number) =>
  new Set(
    recorded.flatMap((each) => (each.EventType === type && 'Input' in each ? [each.Input] : [])),
  );

const sender: Sender = {
  instanceId: 'parent',
  executionId: 'run',
  time: '2026-01-01T00:00:01.000Z',
  predecessor: undefined,
};
const extension = 'Microsoft.Azure.WebJobs.Extensions.DurableTask';
const type = (name: string) => ({ $type: `${extension}.${name}, ${extension}` });

describe('an entity answers with the text that was recorded from the extension:', () => {
  const answers: [what: string, text: string][] = [
    ['a lock', LOCK_GRANTED],
    ['no result', answerText(null, false)],
    ['a number', answerText('6', false)],
  ];
  for (const [what, text] of answers) {
    test(what, () => assert.ok(inputsOf(EventType.EventRaised).has(text), text));
  }

  // locks/029: an entity that throws.
  test('an error', () => {
    const { $type } = type('ResponseMessage');
    assert.equal(
      answerText('{}', true),
      `{"$type":"${$type}","result":"{}","exceptionType":"Error"}`,
    );
  });
});

describe('a message to an entity', () => {
  const to = '@gate@a';
  const lockSet = [
    { name: 'gate', key: 'a' },
    { name: 'gate', key: 'b' },
  ];
  const asked = {
    ...type('RequestMessage'),
    ...{ id: 'id', parent: 'parent', parentExecution: 'run', Timestamp: sender.time },
    Predecessor: '0001-01-01T00:00:00',
  };
  const requestTime = '2026-01-01T00:00:01.000+00:00';

  test('is an operation with its argument, if it has one', () => {
    const call = { type: 'call', operation: 'add', input: '5' } as const;
    assert.deepEqual(entityMessage({ kind: 'message', to, message: call }, 'id', sender), {
      name: 'op',
      input: { ...asked, op: 'add', input: '5', requestTime },
    });
    const signal = { type: 'signal', operation: 'reset', input: undefined } as const;
    assert.deepEqual(entityMessage({ kind: 'message', to, message: signal }, 'id', sender), {
      name: 'op',
      input: { ...asked, op: 'reset', signal: true, requestTime },
    });
  });

  test('names the time of the message before it', () => {
    const call = { type: 'call', operation: 'add', input: '5' } as const;
    const predecessor = '2026-01-01T00:00:00.000Z';
    const work = { kind: 'message', to, message: call } as const;
    const { input } = entityMessage(work, 'id', { ...sender, predecessor });
    assert.equal((input as EntityRequest).Predecessor, predecessor);
  });

  test('requests or releases locks', () => {
    const lock = { kind: 'message', to, message: { type: 'lock', lockSet } } as const;
    assert.deepEqual(entityMessage(lock, 'id', sender), {
      name: 'op',
      input: {
        ...{ ...asked, op: null },
        lockset: lockSet.map((entity) => ({ ...type('EntityId'), ...entity })),
      },
    });
    const release = { kind: 'message', to, message: { type: 'release', lockId: 'id' } } as const;
    assert.deepEqual(entityMessage(release, 'other', sender), {
      name: 'release',
      input: { ...type('ReleaseMessage'), parent: 'parent', id: 'id' },
    });
  });

  test('from a client has no parent', () => {
    const signal = { ...type('RequestMessage'), op: 'add', signal: true, id: 'id' };
    assert.deepEqual(signalMessage('id', 'add', '5'), { ...signal, input: '5' });
    assert.deepEqual(signalMessage('id', 'add', null), signal);
  });

  test('that releases a lock for its holder is due at once', () => {
    const { event, ...message } = releaseMessage('@gate@a', 'parent', 'id', 5);
    assert.deepEqual(message, { target: '@gate@a', executionId: null, dueAt: 5 });
    assert.deepEqual(event, {
      ...{ EventType: EventType.EventRaised, Name: 'release' },
      Input: JSON.stringify({ ...type('ReleaseMessage'), parent: 'parent', id: 'id' }),
      ...{ ParentTraceContext: null, EventId: -1, IsPlayed: false },
      Timestamp: '1970-01-01T00:00:00.005Z',
    });
  });

  test('that requests locks visits one entity after the other', () => {
    const request: EntityRequest = { $type: '', op: null, id: 'id', lockset: lockSet };
    const next = nextInLockSet(request);
    assert.deepEqual(next, { target: '@gate@b', request: { ...request, pos: 1 } });
    assert.equal(nextInLockSet(next.request), undefined);
    assert.equal(nextInLockSet({ $type: '', op: 'add', id: 'id' }), undefined);
  });
});
