import type { Activity } from '../model/activity.ts';
import { releaseMessage } from '../model/entity-message.ts';
import type { HistoryEvent } from '../model/history-event.ts';
import { isEnded, type Instance } from '../model/instance.ts';
import type { NewMessage } from '../model/message.ts';
import type { Store } from '../store/store.ts';
import type { TurnInput } from '../turn/decide-turn.ts';
import type { TurnResult } from '../turn/turn.ts';
import type { CachedHistory } from './history-cache.ts';
import { startChild } from './start-instance.ts';

/** The results of writing a turn, to be processed after the commit. */
export interface Written {
  sent: NewMessage[];
  activities: Activity[];
  /** Events added to the history. */
  added: HistoryEvent[];
}

/** A turn to write. */
export interface TurnToWrite {
  input: TurnInput;
  result: TurnResult;
  past: CachedHistory;
}

/**
 * Writes a turn. Returns undefined if the instance was replaced or removed meanwhile. Call it in a
 * transaction.
 */
export function writeTurn(store: Store, { input, result, past }: TurnToWrite): Written | undefined {
  const { instance, history, received, now } = input;
  if (store.instances.executionOf(instance.id) !== past.executionId) return undefined;
  const before = history.slice(past.events.length, history.length - received.length);
  const played = received.map((each) => ({ ...each, IsPlayed: true }));
  const added = [...before, ...played, ...result.events];
  if (result.continuedAsNew) {
    store.histories.delete(instance.id);
    store.messages.deleteForExecution(instance.id, instance.executionId);
  } else {
    store.histories.append(instance.id, past.events.length, added);
    for (const timerId of result.cancelledTimers) {
      store.messages.deleteTimer(instance.id, instance.executionId, timerId);
    }
  }
  if (result.continuedAsNew) store.instances.put(result.instance);
  else store.instances.update(result.instance);
  const sent = [...result.messages];
  for (const child of result.children) sent.push(...startChild(store, child, now));
  if (isEnded(result.instance)) sent.push(...leave(store, result.instance, now));
  for (const message of sent) store.messages.send(message);
  const activities = result.activities.map((activity) => store.activities.add(activity));
  return { sent, activities, added };
}

/** Ends an instance and leaves its history unchanged. Call it in a transaction. */
export function writeEnd(store: Store, { instance, messages }: TurnResult, now: number): Written {
  store.instances.update(instance);
  const sent = [...messages, ...leave(store, instance, now)];
  for (const message of sent) store.messages.send(message);
  return { sent, activities: [], added: [] };
}

// Releases the locks of an ended instance. The extension leaves its entities locked.
function leave(store: Store, instance: Instance, now: number): NewMessage[] {
  store.messages.deleteAllTo(instance.id);
  return store.entities
    .lockedBy(instance.id)
    .map((entity) => releaseMessage(entity.id, instance.id, entity.lock?.requestId ?? '', now));
}
