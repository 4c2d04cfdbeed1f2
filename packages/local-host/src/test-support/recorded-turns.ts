import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventType, type ExecutionStarted, type HistoryEvent } from '../model/history-event.ts';
import { readAnswer, readFailure, type OrchestratorAnswer } from '../turn/orchestrator-answer.ts';

const RECORDED = join(import.meta.dirname, '../../conformance/fixtures/worker');

/** A line of a recording: what the real host passed to the app, or what the app returned. */
export interface RecordedCall {
  dir: 'in' | 'out';
  type: 'orchestrationTrigger' | 'activityTrigger' | 'entityTrigger';
  fn: string;
  /** The same for both lines of a call. */
  inv: string;
  inputs: unknown[];
  triggerMetadata: Record<string, unknown>;
  result: unknown;
  error: string | null;
}

/** A turn of an orchestrator in the real host. */
export interface RecordedTurn {
  file: string;
  /** What the extension passed to the SDK. */
  given: Record<string, unknown> & { input: unknown; history: HistoryEvent[] };
  history: HistoryEvent[];
  started: ExecutionStarted;
  answer: OrchestratorAnswer;
}

/** The names of the recordings. */
export const recordings = readdirSync(RECORDED);

/** The calls in a recording, in order. */
export function recordedCalls(file: string): RecordedCall[] {
  return readFileSync(join(RECORDED, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedCall);
}

/** The turns in a recording that the app ended, in order. */
export function recordedTurns(file: string): RecordedTurn[] {
  const calls = recordedCalls(file);
  return calls.flatMap(({ type, dir, inv, inputs }) => {
    if (type !== 'orchestrationTrigger' || dir !== 'in') return [];
    const [given] = inputs as [RecordedTurn['given']];
    const { history } = given;
    const started = history.find((each) => each.EventType === EventType.ExecutionStarted);
    const out = calls.find((each) => each.dir === 'out' && each.inv === inv);
    if (!out || !started) return [];
    const answer = out.result ? readAnswer(out.result) : readFailure(new Error(String(out.error)));
    return [{ file, given, history, started, answer }];
  });
}

/** The turn that continues a turn's execution; undefined for its last one, and before a rewind. */
export function nextTurn(
  turns: readonly RecordedTurn[],
  { started, history }: RecordedTurn,
): RecordedTurn | undefined {
  const { ExecutionId } = started.OrchestrationInstance;
  return turns.find(
    (each) =>
      each.started.OrchestrationInstance.ExecutionId === ExecutionId &&
      each.history.length > history.length &&
      history.every(({ EventType: type }, index) => each.history[index]?.EventType === type),
  );
}
