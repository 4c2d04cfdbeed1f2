import * as v from 'valibot';
import type { CaptureRequest } from '../captures/alert-capture.ts';
import { plan, report, target, text, time, watcher } from '../captures/input-schemas.ts';
import { claim } from '../limit/slots-inputs.ts';
import type { MachineCapture } from './capture-machine.ts';
import type { ReportDelivery } from './deliver.ts';
import type { LostCapture } from './finish-capture.ts';
import type { ReportOrder } from './report-captures.ts';

/* Schemas for the inputs of the orchestrators. The management API can start them with any input. */

const traced = { traceparent: v.exactOptional(text) };
const condition = v.picklist(['fired', 'resolved', 'test']);
const alert = { identity: v.string(), rule: v.string(), condition, firedAt: time };

const policy = v.looseObject({
  limitPolicy: v.picklist(['wait', 'skip']),
  waitSeconds: v.number(),
  cooldownSeconds: v.number(),
  onResolved: v.picklist(['stop', 'continue']),
  installAgent: v.boolean(),
  notifyOnStart: v.exactOptional(v.literal(true)),
});

const reason = v.looseObject({ code: text, message: v.string(), advice: v.string() });

export const captureRequest: v.GenericSchema<unknown, CaptureRequest> = v.looseObject({
  ...traced,
  version: v.number(),
  alert: v.looseObject({ ...alert, targets: v.pipe(v.array(target), v.maxLength(1000)) }),
  plan,
  policy,
  arrivedAt: time,
  refused: v.array(v.looseObject({ vm: v.string(), reason })),
  warnings: v.array(v.string()),
});

export const machineCapture: v.GenericSchema<unknown, MachineCapture> = v.looseObject({
  ...traced,
  version: v.number(),
  vm: target,
  plan,
  policy,
  alert: v.looseObject(alert),
  captureId: text,
  arrivedAt: time,
});

export const delivery: v.GenericSchema<unknown, ReportDelivery> = v.looseObject({
  ...traced,
  version: v.number(),
  receiver: text,
  report,
});

export const reportOrder: v.GenericSchema<unknown, ReportOrder> = v.looseObject({
  version: v.number(),
  report,
  receivers: v.array(text),
});

export const lostCapture: v.GenericSchema<unknown, LostCapture> = v.looseObject({
  version: v.number(),
  watcher,
  claim,
  fate: v.string(),
});
