import { ActionType } from '../model/action.ts';
import { EventType, type HistoryEvent } from '../model/history-event.ts';
import type { OrchestratorAnswer } from '../turn/orchestrator-answer.ts';
import { describeAction, describeEvent, eventName } from './describe.ts';
import type { Execution, ExecutionObserver } from './execution.ts';
import type { GeneratorInspector, SourcePosition } from './generator-inspector.ts';
import { describeSchedule } from './open-work.ts';
import type { ReplayedStep, ReplayedTurn } from './report.ts';

interface Moment {
  /** Number of actions that the code had requested when the event had been processed. */
  actions: number;
  customStatus: string | undefined;
  position: SourcePosition[] | undefined;
}

/** Records what an orchestrator does at each event of a history, and its position afterwards. */
export class Trace implements ExecutionObserver {
  readonly #history: readonly HistoryEvent[];
  readonly #inspector: GeneratorInspector;
  readonly #moments: Moment[] = [];
  #resumptions = 0;
  #customStatus: unknown;

  constructor(history: readonly HistoryEvent[], inspector: GeneratorInspector) {
    this.#history = history;
    this.#inspector = inspector;
  }

  after(_index: number, execution: Execution): void {
    const { actions, customStatus, resumptions } = execution;
    const moved = resumptions > this.#resumptions;
    this.#resumptions = resumptions;
    const changed = customStatus !== this.#customStatus;
    this.#customStatus = customStatus;
    this.#moments.push({
      actions: actions.length,
      customStatus: changed ? JSON.stringify(customStatus) : undefined,
      position: moved ? this.#inspector.positions(execution.generators) : undefined,
    });
  }

  /** Index of the last event that the code processed; the code has ended if more events follow. */
  get lastEvent(): number {
    return this.#moments.length - 1;
  }

  /** Position of the code when it requested an action; the last position if there is no such action. */
  positionOfAction(action: number): SourcePosition[] {
    const index = this.#moments.findIndex(({ actions }) => actions > action);
    return this.positionAt(index < 0 ? this.lastEvent : index);
  }

  /** Position of the code after an event. */
  positionAt(event: number): SourcePosition[] {
    return (
      this.#moments.slice(0, event + 1).findLast(({ position }) => position?.length)?.position ?? []
    );
  }

  /** All turns of the replay. */
  turns(answer: OrchestratorAnswer): ReplayedTurn[] {
    const actions = answer.state.actions.flat();
    const turns: ReplayedTurn[] = [];
    this.#history.forEach((event, index) => {
      if (event.EventType === EventType.OrchestratorStarted) {
        turns.push({ number: turns.length + 1, at: event.Timestamp, steps: [], scheduled: [] });
        return;
      }
      const turn = turns.at(-1);
      switch (event.EventType) {
        case EventType.OrchestratorCompleted:
          break;
        case EventType.TaskScheduled:
        case EventType.SubOrchestrationInstanceCreated:
        case EventType.TimerCreated:
        case EventType.EventSent:
          turn?.scheduled.push(`#${event.EventId} ${describeSchedule(event)}`);
          break;
        default:
          turn?.steps.push(this.#step(event, index, actions.map(describeAction), answer));
      }
    });
    return turns;
  }

  #step(
    event: HistoryEvent,
    index: number,
    actions: string[],
    answer: OrchestratorAnswer,
  ): ReplayedStep {
    const step: ReplayedStep = {
      event: index,
      kind: eventName(event),
      what: describeEvent(event),
      asked: [],
    };
    const moment = this.#moments[index];
    if (!moment) return step;
    step.asked = actions.slice(this.#moments[index - 1]?.actions ?? 0, moment.actions);
    if (moment.customStatus !== undefined) step.customStatus = JSON.parse(moment.customStatus);
    const ended = index === this.lastEvent ? endOf(answer) : undefined;
    if (ended) step.ended = ended;
    else if (moment.position?.length) step.stoodAt = moment.position;
    return step;
  }
}

/** How the code ended; undefined if it has not. */
export function endOf({ state, error }: OrchestratorAnswer): ReplayedStep['ended'] {
  if (error !== undefined) return 'Failed';
  if (!state.isDone) return undefined;
  const continues = state.actions
    .flat()
    .some((each) => each.actionType === ActionType.ContinueAsNew);
  return continues ? 'ContinuedAsNew' : 'Completed';
}
