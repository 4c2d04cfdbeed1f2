import type { Instance, RuntimeStatus } from '../model/instance.ts';
import type { NewMessage } from '../model/message.ts';
import type { Activity } from '../model/activity.ts';
import type { HistoryEvent } from '../model/history-event.ts';

/** All that one turn of an orchestration changes; it is written in one transaction. */
export interface TurnResult {
  /** The instance as it is after the turn. */
  instance: Instance;
  /** Events that the turn adds to the history. */
  events: HistoryEvent[];
  activities: Omit<Activity, 'id'>[];
  /** Timers, entity messages, a parent's answer; whatever goes to other instances or back here. */
  messages: NewMessage[];
  children: Instance[];
  /** Timers (by event id) that need not fire any more. */
  cancelledTimers: number[];
  /** The history begins anew, for the next execution. */
  continuedAsNew: boolean;
}

/** Whether a status is one that an instance does not leave by itself. */
export type EndStatus = Extract<RuntimeStatus, 'Completed' | 'Failed' | 'Terminated'>;
