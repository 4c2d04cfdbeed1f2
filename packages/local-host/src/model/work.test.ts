import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordedTurns } from '../test-support/recorded-turns.ts';
import { EventType } from './history-event.ts';
import { describeWork, entityId, HTTP_ACTIVITY, parseEntityId, type Work } from './work.ts';

test('work is named by its kind and what it concerns', () => {
  const named: [text: string, work: Work][] = [
    ['activity pay', { kind: 'activity', name: 'pay', input: null }],
    [
      'sub-orchestration ship',
      { kind: 'subOrchestration', name: 'ship', instanceId: 'x', input: null, version: null },
    ],
    ['timer until 1970-01-01T00:00:01.000Z', { kind: 'timer', fireAt: 1000 }],
    ['entity @e@k', { kind: 'message', to: '@e@k', message: { type: 'lock', lockSet: [] } }],
  ];
  for (const [text, work] of named) assert.equal(describeWork(work), text);
});

test('a request is the activity that the extension recorded', () => {
  const history = recordedTurns('http-1.jsonl').flatMap((turn) => turn.history);
  const scheduled = history.find((each) => each.EventType === EventType.TaskScheduled);
  assert.equal(HTTP_ACTIVITY, scheduled?.Name);
});

test("an entity's id has its name in lower case and its key as it is", () => {
  assert.equal(entityId({ name: 'Counter', key: 'A@b' }), '@counter@A@b');
});

test('an id is read as an entity only with a name and a key after @', () => {
  const read: Record<string, ReturnType<typeof parseEntityId>> = {
    '@counter@A@b': { name: 'counter', key: 'A@b' },
    '@counter@': { name: 'counter', key: '' },
    '@@key': { name: '', key: 'key' },
    '@counter': undefined,
    'x@counter@key': undefined,
    '': undefined,
  };
  for (const [id, entity] of Object.entries(read)) assert.deepEqual(parseEntityId(id), entity, id);
});
