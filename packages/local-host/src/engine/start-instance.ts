import { DamagedHistoryError } from '../model/damaged-history-error.ts';
import { isEnded, type Instance } from '../model/instance.ts';
import type { NewMessage } from '../model/message.ts';
import type { Store } from '../store/store.ts';
import { event, EventType, type SubOrchestrationInstanceFailed } from '../model/history-event.ts';
import { startMessage } from '../model/start-message.ts';

/**
 * Writes a new instance, replacing an ended one with the same id. Call it in a transaction. Returns
 * the messages to send.
 */
export function startInstance(store: Store, instance: Instance, now: number): NewMessage[] {
  const generation = store.instances.get(instance.id) ? generationOf(store, instance.id) + 1 : 0;
  return begin(store, instance, now, generation);
}

function begin(
  store: Store,
  instance: Instance,
  now: number,
  generation: number | null,
): NewMessage[] {
  store.histories.delete(instance.id);
  store.messages.deleteAllTo(instance.id);
  store.instances.put(instance);
  return [startMessage(instance, now, generation)];
}

function generationOf(store: Store, instanceId: string): number {
  try {
    const started = store.histories
      .events(instanceId)
      .find((each) => each.EventType === EventType.ExecutionStarted);
    return started?.Generation ?? 0;
  } catch (error) {
    // An unreadable history can be ignored here, because the caller deletes it.
    if (error instanceof DamagedHistoryError) return 0;
    throw error;
  }
}

/**
 * Starts a sub-orchestration as {@link startInstance} does. If a running instance has the id, the
 * parent receives a failure instead.
 */
export function startChild(store: Store, child: Instance, now: number): NewMessage[] {
  const existing = store.instances.get(child.id);
  const { parent } = child;
  if (!existing || isEnded(existing) || !parent) return begin(store, child, now, null);
  const reason = `An Orchestration instance with the status ${existing.status} already exists.`;
  return [
    {
      target: parent.OrchestrationInstance.InstanceId,
      executionId: parent.OrchestrationInstance.ExecutionId,
      dueAt: now,
      event: event<SubOrchestrationInstanceFailed>(
        {
          EventType: EventType.SubOrchestrationInstanceFailed,
          TaskScheduledId: parent.TaskScheduleId,
          Reason: reason,
          Details: `Instance ID '${child.id}' is taken. Give the sub-orchestration an id of its own.`,
          FailureDetails: null,
        },
        now,
      ),
    },
  ];
}
