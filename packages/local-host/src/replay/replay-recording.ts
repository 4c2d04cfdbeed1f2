import { orchestratorFailure } from '../model/failures.ts';
import { functionNames, isAmong } from '../model/function-names.ts';
import { EventType, type HistoryEvent } from '../model/history-event.ts';
import { readAnswer, readFailure, type OrchestratorAnswer } from '../turn/orchestrator-answer.ts';
import { isSuspended } from '../turn/is-suspended.ts';
import { orchestratorInput } from '../turn/orchestrator-input.ts';
import type { FunctionApp, LogEntry } from '../model/function-app.ts';
import { compare, sameValue, type Comparison } from './compare.ts';
import { describeWork } from '../model/work.ts';
import { describeEvent, eventName } from './describe.ts';
import { diagnose, labelOfWork } from './diagnose.ts';
import { observeExecution, type ExecutionObserver } from './execution.ts';
import { GeneratorInspector } from './generator-inspector.ts';
import type { Recording } from './recording.ts';
import { ReplayError } from './replay-error.ts';
import type { Divergence, Ending, ReplayReport } from './report.ts';
import { endOf, Trace } from './trace.ts';

/** Options of a replay. */
export interface ReplayOptions {
  /** Called with each log entry of the orchestrator. */
  onLog?: (entry: LogEntry) => void;
  /**
   * Index in the history of the event at which every attached debugger stops in the orchestrator's
   * source.
   */
  breakAt?: number;
}

/**
 * Runs the current code against a recorded history. The report lists, turn by turn, what the code does
 * and its position in the source, and the first point where it no longer fits. No activity runs, no
 * timer is set, nothing is written.
 *
 * @throws ReplayError `unknown-orchestrator`, `history-incomplete`, `unknown-event`, `sdk-not-supported`
 */
export async function replayRecording(
  app: FunctionApp,
  recording: Recording,
  options: ReplayOptions = {},
): Promise<ReplayReport> {
  const { history, instance, ambiguities = [] } = recording;
  const inspector = new GeneratorInspector();
  try {
    const trace = new Trace(history, inspector);
    const observers: ExecutionObserver[] = [trace];
    if (options.breakAt !== undefined) {
      requireEvent(recording, options.breakAt);
      observers.push(breaker(options.breakAt, inspector));
    }
    const answer = await runHistory(app, recording, observers, options.onLog);
    const timers = ambiguities.length === 0;
    const comparison = compare(history, answer, { timers });
    const recorded = recordedEnding(recording);
    const replayed = replayedEnding(instance.name, answer);
    const divergence =
      differenceIn(recording, comparison, answer, trace) ??
      (comparison.isHeld && recorded.status === 'Running'
        ? undefined
        : differentEnd(recording, recorded, replayed, trace));
    const { warnings } = comparison;
    if (
      !divergence &&
      recorded.status === replayed.status &&
      !ENDED_BY_THE_HOST.test(String(recorded.output)) &&
      !sameValue(recorded, replayed, timers)
    ) {
      const message = 'The orchestration ends with another output than the one recorded.';
      warnings.push({ change: 'output changed', event: trace.lastEvent, message });
    }
    return {
      instance: { id: instance.id, name: instance.name },
      events: history.length,
      turns: trace.turns(answer),
      ...{ recorded, replayed, divergence, warnings, ambiguities },
    };
  } finally {
    inspector.close();
  }
}

/**
 * Whether the current code still fits a recorded history. Faster than {@link replayRecording}, for
 * checking many histories.
 *
 * @throws ReplayError with the codes of {@link replayRecording}
 */
export async function fitsRecording(app: FunctionApp, recording: Recording): Promise<boolean> {
  const answer = await runHistory(app, recording, []);
  const { difference, scheduled, isHeld } = compare(recording.history, answer, { timers: false });
  if (difference || (scheduled.length > 0 && isClosed(recording))) return false;
  const recorded = recordedEnding(recording);
  if (isHeld && recorded.status === 'Running') return true;
  return !endsDiffer(recorded, replayedEnding(recording.instance.name, answer), recording);
}

/** Calls an orchestrator once, with a complete history. */
export async function runHistory(
  app: FunctionApp,
  { history, instance }: Recording,
  observers: readonly ExecutionObserver[],
  onLog: (entry: LogEntry) => void = () => undefined,
): Promise<OrchestratorAnswer> {
  const known = functionNames(app).orchestrators;
  if (!isAmong(known, instance.name)) {
    const message = `The app has no orchestrator "${instance.name}". It has: ${known.join(', ')}.`;
    throw new ReplayError('unknown-orchestrator', message);
  }
  if (history[0]?.EventType !== EventType.OrchestratorStarted) {
    throw new ReplayError('history-incomplete', 'The history does not begin with a turn.');
  }
  const value = orchestratorInput(history, structuredClone(instance.input ?? null), {
    instanceId: instance.id,
    isReplaying: true,
    parentInstanceId: instance.parent?.OrchestrationInstance.InstanceId ?? null,
  });
  try {
    const { returnJson } = await app.invoke(instance.name, {
      triggerData: { value },
      triggerMetadata: { instanceId: instance.id },
      onLog,
      ...(observers.length > 0 && {
        onContext: (context: unknown) => {
          observeExecution(context, history, {
            before: (index, execution) =>
              observers.forEach((each) => each.before?.(index, execution)),
            after: (index, execution) =>
              observers.forEach((each) => each.after?.(index, execution)),
          });
        },
      }),
    });
    return readAnswer(JSON.parse(returnJson ?? 'null'));
  } catch (thrown) {
    if (thrown instanceof ReplayError) throw thrown;
    return readFailure(thrown);
  }
}

/** Requires that a history has an event with this index. @throws ReplayError `unknown-event` */
export function requireEvent({ history }: Recording, index: number): void {
  if (history[index]) return;
  const message = `The history has no event ${index}; it has events 0 to ${history.length - 1}.`;
  throw new ReplayError('unknown-event', message);
}

function breaker(breakAt: number, inspector: GeneratorInspector): ExecutionObserver {
  let disarm: (() => void) | undefined;
  return {
    before(index, { generators }) {
      if (index === breakAt) disarm = inspector.breakOnResume(generators);
    },
    after(index) {
      // If an event does not resume the code, the debugger stops at the next event that does.
      if (index >= breakAt && inspector.hasStopped) disarm?.();
    },
  };
}

function differenceIn(
  recording: Recording,
  { difference, scheduled }: Comparison,
  answer: OrchestratorAnswer,
  trace: Trace,
): Divergence | undefined {
  const { history } = recording;
  if (difference) {
    const { error, action } = difference;
    const event = history.indexOf(error.recorded);
    const later = answer.state.actions.flat().slice(action + 1);
    return {
      ...{ event, kind: eventName(error.recorded) },
      recorded: describeEvent(error.recorded).replace(/^#\d+ /, ''),
      asked: error.asked ? describeWork(error.asked) : 'nothing',
      ...diagnose(error.recorded, error.asked, history, later),
      message: error.message,
      position: error.asked ? trace.positionOfAction(action) : trace.positionAt(event),
    };
  }
  const [extra] = scheduled;
  if (!extra || !isClosed(recording)) return undefined;
  const last = history.length - 1;
  const asked = describeWork(extra.work);
  return {
    ...{ event: last, kind: eventName(history[last] as HistoryEvent), recorded: 'nothing', asked },
    ...{ change: 'added', subject: labelOfWork(extra.work) },
    message: `The orchestrator now schedules ${asked}, which the history does not contain.`,
    position: trace.positionOfAction(answer.state.actions.flat().length - 1),
  };
}

// True when the last turn has ended, so it can schedule nothing more. Excludes instances that the host
// ended: terminated, non-deterministic, or with a custom status of over 16 KB.
function isClosed({ history }: Recording): boolean {
  if (history.at(-1)?.EventType !== EventType.OrchestratorCompleted) return false;
  const end = history.findLast((each) => each.EventType === EventType.ExecutionCompleted);
  return end?.OrchestrationStatus !== 'Terminated' && !ENDED_BY_THE_HOST.test(end?.Result ?? '');
}

const ENDED_BY_THE_HOST =
  /^Non-Deterministic workflow detected|failed: The UTF-16 size of the JSON-serialized payload/;

function differentEnd(
  recording: Recording,
  recorded: Ending,
  replayed: Ending,
  trace: Trace,
): Divergence | undefined {
  if (!endsDiffer(recorded, replayed, recording)) return undefined;
  const { history } = recording;
  const at = history.findLastIndex((each) => each.EventType === EventType.ExecutionCompleted);
  const event = recorded.status === 'Running' || at < 0 ? trace.lastEvent : at;
  const change =
    recorded.status === 'Running'
      ? 'ends earlier'
      : replayed.status === 'Running'
        ? 'goes on longer'
        : 'ends otherwise';
  return {
    ...{ event, kind: eventName(history[event] as HistoryEvent), change },
    recorded: recorded.status,
    asked: replayed.status,
    subject: 'orchestration',
    message: `The instance is recorded as ${recorded.status}; the orchestrator is ${replayed.status} here.`,
    position: trace.positionAt(event),
  };
}

function endsDiffer(recorded: Ending, replayed: Ending, { history }: Recording): boolean {
  if (recorded.status === replayed.status || recorded.status === 'Terminated') return false;
  // The code can end while the instance is suspended; the end takes effect when it is resumed.
  if (isSuspended(history)) return false;
  return !ENDED_BY_THE_HOST.test(String(recorded.output));
}

function recordedEnding({ history, instance }: Recording): Ending {
  const end = history.findLast((each) => each.EventType === EventType.ExecutionCompleted);
  if (end) {
    const { OrchestrationStatus: status, Result } = end;
    const output: unknown =
      status === 'Completed' ? (JSON.parse(Result ?? 'null') as unknown) : Result;
    return { status, output };
  }
  const { status, output } = instance;
  return status === 'Completed' || status === 'Failed' ? { status, output } : { status: 'Running' };
}

function replayedEnding(name: string, answer: OrchestratorAnswer): Ending {
  const status = endOf(answer);
  if (!status) return { status: 'Running' };
  const output: unknown =
    status === 'Failed'
      ? orchestratorFailure(name, answer.error ?? '')
      : (answer.state.output ?? null);
  return { status, output };
}
