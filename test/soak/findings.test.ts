import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CloudEvent } from '../../src/notifications/cloud-event.ts';
import { findingsOf, type Observed } from './findings.ts';

const eventOf = (id: string, time: string, captures: object[]): CloudEvent =>
  ({ id, time, data: { captures } }) as CloudEvent;

const file = { url: 'u', bytes: 1, metadataUrl: 'm' };
const event = eventOf('a', '02:14', [{ vm: '/VM/1', end: 'timeLimit', file }]);
const session = { name: 's', target: '/vm/1', listed: false };
const watcher = { watcher: 'w', sessions: 1, listed: 0, peakListed: 2 };

const good: Observed = {
  accepted: [{ id: 'a', machines: ['/vm/1'] }],
  received: { webhook: [event] },
  sessions: [session],
  watchers: [watcher],
  limit: 2,
};

const nothing = { lost: 0, doubled: 0, leaked: 0, exceeded: 0 };

const cases: [what: string, observed: Partial<Observed>, counts: Partial<typeof nothing>][] = [
  ['one session, one event and one file', {}, {}],
  ['an event that was delivered again', { received: { webhook: [event, event] } }, {}],
  ['an alert without an event', { received: { webhook: [] } }, { lost: 1 }],
  ['a receiver that heard nothing', { received: { one: [event], other: [] } }, { lost: 1 }],
  [
    'a machine without a file',
    { received: { webhook: [eventOf('a', '02:14', [{ vm: '/vm/1', end: 'failed' }])] } },
    { lost: 1 },
  ],
  [
    'two different events',
    { received: { webhook: [event, { ...event, time: '02:15' }] } },
    { doubled: 1 },
  ],
  ['two sessions of one machine', { sessions: [session, session] }, { doubled: 1 }],
  ['a listed session', { sessions: [{ ...session, listed: true }] }, { leaked: 1 }],
  ['more sessions than the limit', { limit: 1 }, { exceeded: 1 }],
];

for (const [what, observed, counts] of cases) {
  test(`the soak judges ${what}`, () => {
    const found = Object.entries<string[]>({ ...findingsOf({ ...good, ...observed }) });
    assert.deepEqual(Object.fromEntries(found.map(([kind, texts]) => [kind, texts.length])), {
      ...nothing,
      ...counts,
    });
  });
}
