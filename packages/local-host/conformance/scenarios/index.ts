import type { Scenario } from '../suite/scenario.ts';
import { anyState, crash } from './crash.ts';
import { histories } from './histories.ts';
import { lists } from './lists.ts';
import { locks } from './locks.ts';
import { main } from './main.ts';
import { oddIds } from './odd-ids.ts';
import { orchestrations, workerCrash } from './orchestrations.ts';

/** Every scenario, those that take longest first. */
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
];
