import { announceCapture } from './announce-capture.ts';
import { createCapture } from './create-capture.ts';
import { deleteCapture } from './delete-capture.ts';
import { enforceLimit } from './enforce-limit.ts';
import { finalizeCapture } from './finalize-capture.ts';
import { inputs } from './inputs.ts';
import { installAgent } from './install-agent.ts';
import { listReceivers } from './list-receivers.ts';
import { notify } from './notify.ts';
import { queryCapture } from './query-capture.ts';
import { registerActivity } from './register-activity.ts';
import { resolveTarget } from './resolve-target.ts';
import { resolveWatcher } from './resolve-watcher.ts';
import { stopCapture } from './stop-capture.ts';
import { summarizeTraffic } from './summarize-traffic.ts';
import { wakeCapture } from './wake-capture.ts';

const activities = {
  resolveTarget,
  resolveWatcher,
  installAgent,
  enforceLimit,
  createCapture,
  announceCapture,
  queryCapture,
  stopCapture,
  finalizeCapture,
  deleteCapture,
  summarizeTraffic,
  listReceivers,
  notify,
  wakeCapture,
};

/** Activities by name, with their inputs and results. */
export type Activities = typeof activities;
type Registered = Activities;

declare module '../workflow/step.ts' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merged into the declaration there
  interface Activities extends Registered {}
}

for (const [name, run] of Object.entries(activities)) {
  registerActivity(name, inputs[name as keyof Activities], run);
}
