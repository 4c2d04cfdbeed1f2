import { createCapture } from './create-capture.ts';
import { deleteCapture } from './delete-capture.ts';
import { enforceLimit } from './enforce-limit.ts';
import { finalizeCapture } from './finalize-capture.ts';
import { inputs } from './inputs.ts';
import { installAgent } from './install-agent.ts';
import { listReceivers, notify } from './notify.ts';
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
  queryCapture,
  stopCapture,
  finalizeCapture,
  deleteCapture,
  summarizeTraffic,
  listReceivers,
  notify,
  wakeCapture,
};

/** The activities by name, with what they take and answer. */
export type Activities = typeof activities;

for (const [name, run] of Object.entries(activities)) {
  registerActivity(name, inputs[name as keyof Activities], run);
}
