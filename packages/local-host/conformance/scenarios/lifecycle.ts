import {
  begin,
  raiseAll,
  raiseToNext,
  startRaw,
  until,
  untilEvent,
  type Scenario,
} from '../suite/scenario.ts';

const held = '12a212cc6bcf45b5889ca9ea32a23953';
const canBuffered = '406d1a4ffa1d4b4daaf4c4c4b2174a03';
const canUnwaited = 'e7e5f76519c548b3992c4ac46388096e';
const canBufferedLate = 'a7f45527f70f4a78a823ab18bdae908a';
const canBurstBusy = '0b86146e79054cfbb3e639e346dae84e';

/** Orchestrators that end while work that they started is open. */
export const openWork: Scenario = {
  name: 'open-work',
  app: 'lifecycle',
  folder: 'open-work',
  before: {
    1: [
      begin('statusWhileHeld', '5783b06dd01d425eaecaf9fdd1d80822'),
      begin('parentEndsFirst', '1610131791aa45ebb78f61c9e578b491'),
      begin('openActivity', '3e923e23200c43d3ad585d8e11616488'),
      begin('openTimer', '4ea7fa5cf7de41cbaed0682c333ee084'),
      begin('failsEarly', '3559da405dee421f833a1f2157e8d1bd'),
      begin('openEvent', '9bf140086bde452397c573dc74dec6ef'),
      begin('cancelledTimer20', '1edfdaf919f94b70938aaeae671f105d'),
    ],
    7: [begin('openTimer20', held), untilEvent(held, 'TaskCompleted')],
    12: [
      begin('openTimer20', '58017417e63d4198977e5c54abffb77f'),
      begin('openActivity20', 'aa8a43e67da944a0b56bccfaf587f34b'),
      begin('openSub20', '29dd89acd49d4c05bb9b32f570589ccb'),
      begin('throwsWithTimer20', '81945907323d4188875a70cba71da2da'),
      begin('againWithTimer20', 'dcdbeaeb54414d448ad09c663b033706'),
    ],
  },
};

/** Rewinding of fan-outs, sequences and parents. */
export const rewind: Scenario = {
  name: 'rewind',
  app: 'lifecycle',
  folder: 'rewind',
  before: {
    1: [begin('oneOfTwoFails', '10f7ef20681f4cc9b9b18dca1c992d5a')],
    4: [begin('bothFail', '17cb64cac5ec4163a77e7bcc912db9ed')],
    7: [begin('sequenceFails', '47d3b4fd902641feb5d190faddc168e0')],
    10: [begin('parentOfFailing', '07c3378083e44b0b98a43e6e4fcf049e')],
  },
};

/** External events around continueAsNew. */
export const continueAsNew: Scenario = {
  name: 'continue-as-new',
  app: 'lifecycle',
  folder: 'continue-as-new',
  before: {
    1: [
      ...[
        ['canUnwaited', canUnwaited] as const,
        ['canBufferedLate', canBufferedLate] as const,
        ['canBurstBusy', canBurstBusy] as const,
      ].flatMap(([name, id]) => [
        begin(name, id),
        until(id, 'Running'),
        raiseAll(id, ['e', 1], ['e', 2], ['e', 3]),
      ]),
      begin('canBuffered', canBuffered),
      until(canBuffered, 'Running'),
      raiseToNext(canBuffered, 'e', 1, [1]),
      raiseToNext(canBuffered, 'e', 2, [1, 2]),
      raiseAll(canBuffered, ['e', 3]),
    ],
  },
};

/** The output of an instance that is suspended and resumed. */
export const suspendResume: Scenario = {
  name: 'suspend-resume',
  app: 'lifecycle',
  folder: 'suspend-resume',
  before: {
    1: [begin('waits', 'sr-1795859276341')],
    11: [begin('waits', 'sr2-1795859276341'), until('sr2-1795859276341', 'Running')],
  },
};

/** Restarts under a new id and the same one, and a parent that is terminated before its children. */
export const restart: Scenario = {
  name: 'restart',
  app: 'lifecycle',
  folder: 'restart',
  before: {
    1: [
      startRaw('echo', 'restart-1795859242778', '"Ada"'),
      until('restart-1795859242778', 'Completed'),
    ],
    5: [
      begin('waits', 'restart-running-1795859242778'),
      until('restart-running-1795859242778', 'Running'),
    ],
    9: [until('restart-running-1795859242778', 'Terminated')],
    11: [begin('parentOfTwo', 'tp-1795859256143')],
  },
};

/** Failures with properties, and retries whose time is over. */
export const failures: Scenario = {
  name: 'failures',
  app: 'lifecycle',
  folder: 'failures',
  before: {
    1: [
      begin('o', 'aa4962d7a9494dc8b555cb947ec9bd48'),
      begin('retryTimeout', '834483ae975e4a758a8953c199c4d879'),
      begin('retryTimeoutUncaught', '4d1d95092d844146b01a2c158285d2a2'),
    ],
  },
};
