import { raise, raiseAll, start, until, type Scenario } from '../suite/scenario.ts';

const isCrash = (number: number) => number >= 41;
const twoEvents = 'd2c4cc135e9b4ece84f7601a34654153';
const twoEventsAtOnce = '49172ba25ed9462780e6a3153cbf5ce1';
const canEvents = '561e4cd58c5e49e4a3298dd725c2b361';
const slowAct = '7e721d997b6f4ff7bee269d6411275a3';

/** Features of orchestrations, as their status and history show them. */
export const orchestrations: Scenario = {
  name: 'orchestrations',
  app: 'app',
  folder: 'orchestrations',
  includes: (number) => !isCrash(number),
  before: {
    1: [start('big', '80b4ebe05e4f497e8427a4cf472e574a', 'q'.repeat(100_000))],
    4: [start('bigOutput', 'b20b14f0445241719b49a3f527a6ba6a')],
    5: [start('bigStatus', '78b99368d3b540d6b9d32478ea697ff1')],
    7: [start('undef', '4b6a116bf63c43feac46df33d00801e8')],
    9: [start('noYield', '3eb951ae6fda4960892e197128fc07ee', [1, 2])],
    11: [start('yieldNonTask', '0cf683e7482d41b284931b60f74465e3')],
    14: [start('timerPast', '9ec07bb4dc8a4d088c1df1a49eba7380')],
    15: [start('allFail', '18033afa28274834af7cb853edc8e484')],
    17: [start('subRetry', '7e846966efba472ba836a25682e6f1b2')],
    19: [start('clock', '57be85013b204f4784ea1268eb014423')],
    21: [start('fireAndForgetStatus', 'f3f7d57eba24421f83e33d14caaa7523')],
    24: [start('retryMax', 'f50e30a0223541aabca30ff1e188fbc1')],
    25: [start('eventTimeout', '3d555ad4a1da4ff782d18f2520d2ab39')],
    27: [
      start('twoEvents', twoEvents),
      raise(twoEvents, 'E', 1),
      raise(twoEvents, 'E', 'two'),
      raise(twoEvents, 'G', { g: 1 }),
      raise(twoEvents, 'F', null),
    ],
    29: [
      start('twoEvents', twoEventsAtOnce),
      raiseAll(twoEventsAtOnce, ['F', 1], ['E', 2], ['E', 3], ['G', 4]),
    ],
    30: [
      start('canEvents', canEvents),
      raiseAll(
        canEvents,
        ['E', { add: 1 }],
        ['E', { add: 2 }],
        ['E', { add: 3 }],
        ['E', { stop: true, add: 4 }],
      ),
    ],
    32: [
      start('parentSlow', '4a97bf4e3d3f4098bb2cf4898dfa0968'),
      until('4a97bf4e3d3f4098bb2cf4898dfa0968-c', 'Running'),
    ],
    35: [start('slowAct', slowAct)],
  },
};

/** An activity that ends the worker's process. */
export const workerCrash: Scenario = {
  name: 'worker-crash',
  app: 'app',
  folder: 'orchestrations',
  includes: isCrash,
  before: { 41: [start('crasher', '3c0f2a8a499f4f829c2cb6f08195130e')] },
};
