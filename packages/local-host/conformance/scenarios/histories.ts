import { raise, start, until, type Scenario } from '../suite/scenario.ts';

/** The history of one instance with an activity, a timer, an event and a sub-orchestration, in several forms. */
export const histories: Scenario = {
  name: 'histories',
  app: 'app',
  folder: 'histories',
  before: {},
  after: [
    start('mixed', 'mixed-1', { who: 'me' }),
    (hub) => hub.reach('mixed-1', ({ customStatus }) => customStatus !== null),
    raise('mixed-1', 'Go', { ok: true, n: 3 }),
    until('mixed-1', 'Completed'),
  ],
  statuses: { 'histories/mixed.status.json': 'mixed-1' },
};
