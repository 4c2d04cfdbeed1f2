import { setTimeout as pause } from 'node:timers/promises';
import { restartHost, start, startRaw, until, type Scenario } from '../suite/scenario.ts';

const isAnyState = (number: number) => number >= 5;

/** Kills the host while a timer and while an activity runs. */
export const crash: Scenario = {
  name: 'crash',
  app: 'app',
  folder: 'crash-and-any-state',
  includes: (number) => !isAnyState(number),
  localOnly: 'it kills the host',
  before: {
    1: [start('restartMe', '4b281782d48d4eed96dbda2110593b5f')],
    2: [restartHost],
    4: [
      start('slowAct', 'ead9a9846f684b98b7d1ef562ae827b0'),
      // A moment within the activity's three seconds.
      () => pause(300),
      restartHost,
    ],
  },
};

/** Reuses ids while their instances run. */
export const anyState: Scenario = {
  name: 'any-state',
  app: 'any-state',
  folder: 'crash-and-any-state',
  includes: isAnyState,
  localOnly: 'it needs overridableExistingInstanceStates in host.json',
  before: {
    6: [until('dupAny', 'Running')],
    9: [startRaw('waitEvent', 'dupAny', '{"n": 3}')],
  },
};
