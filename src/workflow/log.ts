import type { OrchestrationContext } from 'durable-functions';
import type { LogSubject } from '../captures/log-line.ts';
import { logLine } from '../captures/log-line.ts';
import type { CaptureFacts } from '../captures/outcome.ts';
import type { TargetProgress, TargetStage } from '../captures/progress.ts';

/** Logs a line once: what is replayed was logged when it happened. */
export function log(
  context: OrchestrationContext,
  level: 'info' | 'warn',
  event: string,
  more: Record<string, unknown> = {},
): void {
  if (context.df.isReplaying) return;
  context[level](logLine(event, { ...subjectOf(context), ...more }));
}

/** Tells the stage of one machine's capture, in its custom status and, when it changes, in the log. */
export function stageTeller(
  context: OrchestrationContext,
  facts: CaptureFacts,
): (stage: TargetStage) => void {
  let last: TargetStage | undefined;
  return (stage) => {
    context.df.setCustomStatus({ stage, ...facts } satisfies TargetProgress);
    if (stage !== last) log(context, 'info', 'stage', { stage });
    last = stage;
  };
}

/** The parts of the orchestrations' inputs that say what an instance is about. */
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
