import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventRaised } from '../model/history-event.ts';
import type { Instance } from '../model/instance.ts';
import type { Work } from '../model/work.ts';
import { keptEventsNotice, openWorkNotice, withNotice } from './notices.ts';

const activities = (count: number): Work[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ kind: 'activity', name: `a${index}`, input: null },
  }));

describe('a notice', () => {
  test('names the first five of what it concerns, and counts the others', () => {
    const namedOf = (count: number) =>
      /was open: (.*)\. As in Azure/.exec(openWorkNotice(activities(count)))?.[1];
    const five = 'activity a0, activity a1, activity a2, activity a3, activity a4';
    assert.equal(namedOf(1), 'activity a0');
    assert.equal(namedOf(5), five);
    assert.equal(namedOf(6), `${five}, 1 more`);
    assert.equal(namedOf(9), `${five}, 4 more`);
  });

  test('says what happened, how Azure differs and what to do', () => {
    assert.equal(
      openWorkNotice(activities(1)),
      'The orchestrator ended while work that it had started was open: activity a0. As in Azure, the ' +
        'instance stays Running until this work is over. Cancel timers that are no longer needed.',
    );
    assert.equal(
      keptEventsNotice([{ Name: 'x' }, { Name: 'y' }] as EventRaised[]),
      'continueAsNew kept external events that no task had received: x, y. Azure would have lost ' +
        'them. Wait for every event that has arrived before you continue as new.',
    );
  });

  test('is given once for each topic', () => {
    const none = { id: 'order-1', notices: {} } as Instance;
    const one = withNotice(none, 'openWork', 'first');
    const both = withNotice(withNotice(one, 'openWork', 'second'), 'keptEvents', 'third');
    assert.deepEqual(both, { id: 'order-1', notices: { openWork: 'first', keptEvents: 'third' } });
    assert.deepEqual(none.notices, {});
  });
});
