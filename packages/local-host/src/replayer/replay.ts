import { ActionPlayer } from './action-player.ts';
import type { TimerLimits } from './durations.ts';
import type { Action, ContinueAsNew } from '../model/action.ts';
import { ExternalEvents } from './external-events.ts';
import { EventType, type EventRaised, type HistoryEvent } from '../model/history-event.ts';
import { RecordedSchedule } from './recorded-schedule.ts';
import type { Task } from './task.ts';
import { WorkLedger, type OnWork } from './work-ledger.ts';
import type { ScheduledWork, Work } from '../model/work.ts';

/** The result of comparing a turn's actions with the history. */
export interface Replayed {
  /** New work, in the order of its sequence numbers. */
  scheduled: ScheduledWork[];
  /** Sequence numbers of open timers that the code has cancelled. */
  cancelledTimers: number[];
  /** External events that no task received. */
  unclaimedEvents: readonly EventRaised[];
  /** How many of them came before `continueAsNew`, and are lost in Azure. */
  lostEvents: number;
  continuedAsNew: ContinueAsNew | undefined;
  /** Activities, sub-orchestrations and timers that are not over, without cancelled timers. */
  openWork: readonly Work[];
  /** What the orchestrator waits for, if no further event can resume it. */
  stuckAt: StuckAt | undefined;
  /** Number of the execution's last event. */
  nextEventId: number;
}

/** A reason why no event can resume an orchestrator that has not ended. */
export type StuckAt = 'retry timeout' | 'nothing';

/** Options of a replay. */
export interface ReplayOptions {
  limits: TimerLimits;
  /** True if the orchestrator has returned or thrown: locks that it still holds are released. */
  ended: boolean;
  onWork?: OnWork;
  /** Called with the index of each action just before it is played. */
  onAction?: (index: number) => void;
}

/**
 * Plays an orchestrator's actions against its history, whose last turn is open.
 *
 * @throws NonDeterminismError if they do not match
 */
export function replay(
  history: readonly HistoryEvent[],
  actions: readonly Action[],
  options: ReplayOptions,
): Replayed {
  const recorded = new RecordedSchedule(history);
  const ledger = new WorkLedger(recorded, options.onWork);
  const events = new ExternalEvents();
  const player = new ActionPlayer(ledger, events, options.limits);
  const remaining = actions.entries();
  let awaited: Task | undefined;
  let turn = 0;
  let heldBack: HistoryEvent[] | undefined;
  let lostEvents = 0;

  const continueCode = () => {
    while (!awaited || awaited.settled) {
      const action = remaining.next();
      if (action.done) return;
      const [index, asked] = action.value;
      options.onAction?.(index);
      awaited = player.play(asked) ?? awaited;
      if (player.continuedAsNew) lostEvents = events.unclaimed.length;
    }
  };

  const deliver = (event: HistoryEvent) => {
    switch (event.EventType) {
      case EventType.TaskCompleted:
      case EventType.SubOrchestrationInstanceCompleted:
        ledger.take(event.TaskScheduledId)?.complete(event.Result);
        break;
      case EventType.TaskFailed:
      case EventType.SubOrchestrationInstanceFailed:
        ledger.take(event.TaskScheduledId)?.fail();
        break;
      case EventType.TimerFired:
        ledger.take(event.TimerId)?.complete();
        break;
      case EventType.EventRaised: {
        const answered = ledger.take(event.Name);
        if (answered) settleAnswer(answered, event);
        else events.raise(event);
        break;
      }
    }
    continueCode();
  };

  for (const event of history) {
    switch (event.EventType) {
      case EventType.OrchestratorStarted:
        player.now = Math.max(player.now, Date.parse(event.Timestamp));
        turn++;
        break;
      case EventType.OrchestratorCompleted:
        if (options.ended && recorded.sends(ledger.nextEventId, turn)) player.releaseLocks();
        ledger.endTurn(turn);
        break;
      case EventType.ExecutionStarted:
        continueCode();
        break;
      case EventType.ExecutionSuspended:
        heldBack ??= [];
        break;
      case EventType.ExecutionResumed: {
        const held = heldBack ?? [];
        heldBack = undefined;
        held.forEach(deliver);
        break;
      }
      default:
        // While suspended, the SDK already receives these events. The actions that follow are
        // executed on resume.
        if (heldBack) heldBack.push(event);
        else deliver(event);
    }
  }
  if (options.ended) player.releaseLocks();

  const cancelledTimers = [...player.cancelledTimers]
    .map((task) => ledger.openId(task))
    .filter((eventId) => eventId !== undefined);
  const openWork = ledger.openWork.filter(([eventId]) => !cancelledTimers.includes(eventId));
  const isWaiting = openWork.length > 0 || events.areAwaited || ledger.awaitsEntity;
  const isStuck = !options.ended && !isWaiting && !heldBack;
  return {
    scheduled: ledger.scheduled,
    cancelledTimers,
    unclaimedEvents: events.unclaimed,
    lostEvents,
    continuedAsNew: player.continuedAsNew,
    openWork: openWork.map(([, work]) => work),
    stuckAt: isStuck ? (player.retryTimedOut ? 'retry timeout' : 'nothing') : undefined,
    nextEventId: ledger.nextEventId,
  };
}

function settleAnswer(task: Task, event: EventRaised): void {
  const answer = JSON.parse(event.Input ?? '{}') as { exceptionType?: string };
  if (answer.exceptionType === undefined) task.complete();
  else task.fail();
}
