import type { OrchestrationContext } from 'durable-functions';
import type { LogSubject } from '../captures/log-line.ts';
import { logLine } from '../captures/log-line.ts';

/** Logs a line once, not again on a replay. */
export function log(
  context: OrchestrationContext,
  level: 'info' | 'warn',
  event: string,
  more: Record<string, unknown> = {},
): void {
  if (context.df.isReplaying) return;
  context[level](logLine(event, { ...subjectOf(context), ...more }));
}

/** Fields of the orchestrations' inputs that identify the alert and the machine. */
interface Input {
  alert?: { rule: string; targets?: { id: string }[] };
  vm?: { id: string };
  captures?: { vm: string }[];
}

function subjectOf({ df }: OrchestrationContext): LogSubject {
  const input = df.getInput<Input & { claim?: Input; report?: Input }>();
  const { alert, vm, captures } = input.claim ?? input.report ?? input;
  const machines = vm?.id ?? captures?.map((one) => one.vm) ?? alert?.targets?.map(({ id }) => id);
  return {
    instanceId: df.instanceId,
    alert: alert?.rule ?? '',
    vm: [machines ?? []].flat().join(' '),
  };
}
