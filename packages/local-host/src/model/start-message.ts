import type { Instance } from './instance.ts';
import type { NewMessage } from './message.ts';
import { event, EventType, type ExecutionStarted } from './history-event.ts';

/**
 * The message that starts an execution of an instance; `now` in epoch ms. `generation` counts how
 * often the id was reused; it is null for sub-orchestrations and continue-as-new.
 */
export function startMessage(
  instance: Instance,
  now: number,
  generation: number | null,
): NewMessage {
  return {
    target: instance.id,
    executionId: instance.executionId,
    dueAt: now,
    event: event<ExecutionStarted>(
      {
        OrchestrationInstance: { InstanceId: instance.id, ExecutionId: instance.executionId },
        EventType: EventType.ExecutionStarted,
        ParentInstance: instance.parent,
        Name: instance.name,
        Version: instance.version,
        Input: instance.input,
        Tags: null,
        Correlation: null,
        ParentTraceContext: null,
        ScheduledStartTime: null,
        Generation: generation,
        GenerateNewTrace: false,
      },
      now,
    ),
  };
}
