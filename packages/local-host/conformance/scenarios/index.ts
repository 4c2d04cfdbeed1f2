import type { Scenario } from '../suite/scenario.ts';
import { anyState, crash } from './crash.ts';
import { histories } from './histories.ts';
import { continueAsNew, failures, openWork, restart, rewind, suspendResume } from './lifecycle.ts';
import { lists } from './lists.ts';
import { locks } from './locks.ts';
import { main } from './main.ts';
import { oddIds } from './odd-ids.ts';
import { orchestrations, workerCrash } from './orchestrations.ts';

/** All scenarios, the longest first. */
export const scenarios: readonly Scenario[] = [
  main,
  orchestrations,
  locks,
  lists,
  crash,
  anyState,
  histories,
  oddIds,
  workerCrash,
  openWork,
  restart,
  failures,
  continueAsNew,
  rewind,
  suspendResume,
];
