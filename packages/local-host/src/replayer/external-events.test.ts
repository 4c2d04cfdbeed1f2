import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventRaised } from '../model/history-event.ts';
import { ExternalEvents } from './external-events.ts';

const raised = (Name: string) => ({ Name }) as EventRaised;
const names = (events: ExternalEvents) => events.unclaimed.map(({ Name }) => Name);

describe('an external event', () => {
  test('is received by the task that waited last for its name', () => {
    const events = new ExternalEvents();
    const [first, second, other] = ['go', 'go', 'Go'].map((name) => events.wait(name));
    events.raise(raised('go'));
    assert.deepEqual([first?.state, second?.state, other?.state], ['open', 'completed', 'open']);
    events.raise(raised('go'));
    assert.deepEqual([first?.state, other?.state, names(events)], ['completed', 'open', []]);
  });

  test('that no task waits for is kept, and the first of a name is received first', () => {
    const events = new ExternalEvents();
    for (const name of ['x', 'go', 'y', 'go']) events.raise(raised(name));
    const kept = [...events.unclaimed];
    assert.equal(events.wait('go').state, 'completed');
    assert.deepEqual(events.unclaimed, [kept[0], kept[2], kept[3]]);
    assert.equal(events.wait('x').state, 'completed');
    assert.equal(events.wait('none').state, 'open');
    assert.deepEqual(names(events), ['y', 'go']);
  });

  test('is awaited while a task waits', () => {
    const events = new ExternalEvents();
    assert.equal(events.areAwaited, false);
    events.wait('a');
    events.wait('b');
    assert.equal(events.areAwaited, true);
    events.raise(raised('a'));
    assert.equal(events.areAwaited, true);
    events.raise(raised('b'));
    assert.equal(events.areAwaited, false);
  });
});
