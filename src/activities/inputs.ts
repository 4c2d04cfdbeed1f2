import * as v from 'valibot';
import type { CaptureMetadata } from './finalize-capture.ts';
import type { Activities } from './index.ts';
import type { ComputerName, ScaleSetId } from '../alerts/target.ts';
import {
  captureStart,
  ends,
  machine,
  plan,
  report,
  session,
  storageAccountId,
  target,
  text,
  time,
  url,
  watcher,
} from '../captures/input-schemas.ts';

type Inputs = {
  [Name in keyof Activities]: v.GenericSchema<unknown, Parameters<Activities[Name]>[0]>;
};

const receiversRequest = v.pipe(
  v.nullish(
    v.looseObject({
      ends: v.array(v.looseObject({ end: v.picklist(ends), code: v.exactOptional(v.string()) })),
    }),
  ),
  v.transform((request) => request ?? undefined),
);

/** Input schema of each activity. */
export const inputs: Inputs = {
  resolveTarget: target as v.GenericSchema<unknown, ComputerName | ScaleSetId>,
  resolveWatcher: v.looseObject({
    vm: machine,
    storageAccountId: v.exactOptional(storageAccountId),
  }),
  installAgent: machine,
  enforceLimit: watcher,
  createCapture: v.looseObject({ session, vm: machine, plan, arrivedAt: v.exactOptional(time) }),
  announceCapture: captureStart,
  queryCapture: v.looseObject({ session, fileUrl: v.exactOptional(url) }),
  stopCapture: session,
  finalizeCapture: v.looseObject({
    fileUrl: url,
    isSeveral: v.exactOptional(v.literal(true)),
    isReadOnly: v.exactOptional(v.literal(true)),
    metadata: v.looseObject({ plan }) as v.GenericSchema<unknown, unknown> as v.GenericSchema<
      unknown,
      CaptureMetadata
    >,
  }),
  deleteCapture: session,
  summarizeTraffic: v.looseObject({ fileUrl: url, storageAccountId }),
  listReceivers: receiversRequest,
  notify: v.looseObject({ receiver: text, report }),
  wakeCapture: v.looseObject({ holder: text, at: text }),
};
