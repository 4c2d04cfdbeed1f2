import type { Instance, RuntimeStatus } from '../model/instance.ts';
import type { NewMessage } from '../model/message.ts';
import type { Activity } from '../model/activity.ts';
import type { HistoryEvent } from '../model/history-event.ts';

/** All changes of one turn of an orchestration, written in one transaction. */
export interface TurnResult {
  /** The instance after the turn. */
  instance: Instance;
  /** Events that the turn adds to the history. */
  events: HistoryEvent[];
  activities: Omit<Activity, 'id'>[];
  /** Timers, entity messages and the result for a parent: messages to other instances or to this one. */
  messages: NewMessage[];
  children: Instance[];
  /** Event ids of timers that no longer need to fire. */
  cancelledTimers: number[];
  /** True if the history starts again for the next execution. */
  continuedAsNew: boolean;
}

/** A status in which an execution has ended. */
export type EndStatus = Extract<RuntimeStatus, 'Completed' | 'Failed' | 'Terminated'>;
