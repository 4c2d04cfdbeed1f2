import * as v from 'valibot';
import type { CaptureRequest } from '../captures/alert-capture.ts';
import { machine, plan, report, session, target, text, time } from '../captures/input-schemas.ts';
import type { CaptureTarget } from './capture-machine.ts';
import type { NotifyRequest } from '../activities/notify.ts';
import type { LostCapture } from './finish-capture.ts';

/*
 * What the orchestrators take. The management API starts them too, with any input.
 */

const condition = v.picklist(['fired', 'resolved', 'test']);
const alert = { identity: v.string(), rule: v.string(), condition, firedAt: time };

const policy = v.looseObject({
  limitPolicy: v.picklist(['wait', 'skip']),
  waitSeconds: v.number(),
  cooldownSeconds: v.number(),
  onResolved: v.picklist(['stop', 'continue']),
  installAgent: v.boolean(),
});

const reason = v.looseObject({ code: text, message: v.string(), advice: v.string() });

export const captureRequest: v.GenericSchema<unknown, CaptureRequest> = v.looseObject({
  alert: v.looseObject({ ...alert, targets: v.pipe(v.array(target), v.maxLength(1000)) }),
  plan,
  policy,
  arrivedAt: time,
  refused: v.array(v.looseObject({ vm: v.string(), reason })),
  warnings: v.array(v.string()),
});

export const captureTarget: v.GenericSchema<unknown, CaptureTarget> = v.looseObject({
  vm: target,
  plan,
  policy,
  alert: v.looseObject(alert),
  captureId: text,
  arrivedAt: time,
});

export const delivery: v.GenericSchema<unknown, NotifyRequest> = v.looseObject({
  receiver: text,
  report,
});

export const lostCapture: v.GenericSchema<unknown, LostCapture> = v.looseObject({
  claim: v.looseObject({
    holder: text,
    vm: machine,
    session,
    plan,
    alert: v.looseObject({ ...alert, id: text }),
    arrivedAt: time,
  }),
  fate: v.string(),
});
