import { signal, start, until, type Scenario, type Step } from '../suite/scenario.ts';

const lockOne = (id: string, k: string) => start('lockOne', id, { k });
const done = (id: string) => until(id, 'Completed');

// In the recording the first instance was waiting for the lock, so the others start before it.
const tenAtOnce: Step = async (hub) => {
  for (let index = 9; index >= 0; index--) await lockOne(`lock10-${index}`, 'w1')(hub);
};

/** Entity locks, and what happens to them when their holder fails or is ended. */
export const locks: Scenario = {
  name: 'locks',
  app: 'app',
  folder: 'locks',
  before: {
    3: [start('lockUsing', 'lock-using', { k: 'solo' })],
    4: [done('lock-using'), start('lockTwo', 'lock-two', {})],
    5: [tenAtOnce],
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
    31: [
      start('lockHold', 'h-term', { k: 'term' }),
      (hub) => hub.reach('h-term', ({ customStatus }) => customStatus === 'held'),
    ],
    33: [lockOne('next-term', 'term')],
    35: [start('lockCan', 'h-can', { k: 'can' })],
    36: [start('gateCall', 'gatecall-term', { k: 'term' }), signal('gate', 'term', 'delete', {})],
  },
};
