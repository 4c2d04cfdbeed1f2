import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { logLine } from '../captures/log-line.ts';
import { stateVersion } from '../captures/state-version.ts';
import type { ReportOrder } from '../orchestrators/report-captures.ts';
import { findInstance, startInstance } from '../task-hub/durable-instances.ts';
import type { InstanceStatus, TaskHub } from '../task-hub/management-api.ts';
import { attempt } from './attempt.ts';
import { unsentReport } from './unsent-report.ts';

/** NCRONTAB expression: every ten minutes. */
export const reportSchedule = '0 5/10 * * * *';

const dayMs = 86_400_000;
/** Longer than the longest capture. */
const startedWithinMs = 8 * dayMs;
const failedWithinMs = dayMs;

/**
 * Sends the notification of each instance that failed before it had sent it, for example because it was
 * started by an earlier version of the app.
 */
export async function reportFailed(
  client: DurableClient,
  hub: Pick<TaskHub, 'list'>,
  context: InvocationContext,
): Promise<void> {
  await attempt('reportFailed', context, async () => {
    const now = Date.now();
    const createdFrom = new Date(now - startedWithinMs);
    for await (const page of hub.list({ createdFrom, runtimeStatus: ['Failed'] })) {
      for (const instance of page) {
        if (now - Date.parse(instance.lastUpdatedTime) > failedWithinMs) continue;
        await attempt('reportFailed', context, () => sendReport(client, instance, context));
      }
    }
  });
}

async function sendReport(
  client: DurableClient,
  instance: InstanceStatus,
  context: InvocationContext,
): Promise<void> {
  const id = `${instance.instanceId}:report`;
  if ((await findInstance(client, id)) !== undefined) return;
  const unsent = await unsentReport(client, instance);
  if (unsent === undefined) return;
  const input: ReportOrder = { version: stateVersion, ...unsent };
  await startInstance(client, 'reportCaptures', id, input);
  const { alert, captures } = unsent.report;
  const vm = captures.map((one) => one.vm).join(' ');
  const subject = { instanceId: instance.instanceId, alert: alert.rule, vm };
  context.warn(logLine('reported', { ...subject, reportedBy: id }));
}
