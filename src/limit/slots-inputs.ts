import * as v from 'valibot';
import { machine, outcome, plan, text, time, watcher } from '../captures/input-schemas.ts';
import type { SlotCall, SlotOperations } from './slots-entity.ts';

/* Schemas for the inputs of the entity. Anyone with the system key can call it with any input. */

const condition = v.picklist(['fired', 'resolved', 'test']);

/** A claim; see {@link Claim}. */
export const claim = v.looseObject({
  holder: text,
  vm: machine,
  session: text,
  plan,
  alert: v.looseObject({
    id: text,
    identity: v.string(),
    rule: v.string(),
    condition,
    firedAt: time,
  }),
  arrivedAt: time,
});

const seconds = v.pipe(v.number(), v.finite(), v.minValue(0));

const listed = v.looseObject({ ours: v.array(v.string()), others: seconds });

type Calls = { [O in keyof SlotOperations]: v.GenericSchema<unknown, SlotCall<O>> };

/** Input schema of each operation. */
export const slotCalls: Calls = {
  request: v.looseObject({
    watcher,
    request: v.looseObject({
      claim,
      now: time,
      limit: v.number(),
      listed,
      listedAt: time,
      waitSeconds: v.exactOptional(seconds),
      ignoresCooldown: v.exactOptional(v.boolean()),
    }),
  }),
  release: v.looseObject({
    watcher,
    request: v.looseObject({ claim, now: time, outcome, cooldownSeconds: seconds }),
  }),
  takeOver: v.looseObject({ watcher, request: v.looseObject({ claim, to: text }) }),
  restore: v.looseObject({ watcher, request: claim }),
};
