import { raise, signal, start, until, type Scenario, type Step } from '../suite/scenario.ts';

const lockOne = (id: string, k: string) => start('lockOne', id, { k });
const done = (id: string) => until(id, 'Completed');

const tenAtOnce: Step = async (hub) => {
  for (let index = 0; index < 10; index++) await lockOne(`lock10-${index}`, 'w1')(hub);
};

const hold = (id: string, k: string): Step[] => [
  start('lockHold', id, { k }),
  (hub) => hub.reach(id, ({ customStatus }) => customStatus === 'held'),
];

/** Entity locks, and what happens to them when their holder fails or is ended. */
export const locks: Scenario = {
  name: 'locks',
  app: 'app',
  folder: 'locks',
  before: {
    3: [start('lockUsing', 'lock-using', { k: 'solo' })],
    4: [done('lock-using'), start('lockTwo', 'lock-two', {})],
    // In the recording lock10-0 was still waiting for the lock.
    5: [...hold('h-w1', 'w1'), tenAtOnce],
    6: [raise('h-w1', 'Go', null)],
    21: [start('lockNoRelease', 'h-norelease', { k: 'norelease' })],
    22: [done('h-norelease'), lockOne('next-norelease', 'norelease')],
    23: [start('lockThrow', 'h-throws', { k: 'throws' })],
    24: [lockOne('next-throws', 'throws')],
    25: [start('lockThrowFinally', 'h-throwsfin', { k: 'throwsfin' })],
    26: [lockOne('next-throwsfin', 'throwsfin')],
    27: [start('lockActFails', 'h-actfail', { k: 'actfail' })],
    28: [lockOne('next-actfail', 'actfail')],
    29: [start('lockEntFails', 'h-entfail', { k: 'entfail' })],
    30: [lockOne('next-entfail', 'entfail')],
    31: hold('h-term', 'term'),
    33: [lockOne('next-term', 'term')],
    35: [start('lockCan', 'h-can', { k: 'can' })],
    36: [start('gateCall', 'gatecall-term', { k: 'term' }), signal('gate', 'term', 'delete', {})],
  },
};
