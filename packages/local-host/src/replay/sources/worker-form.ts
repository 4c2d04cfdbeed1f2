import { orchestratorFailure } from '../../model/failures.ts';
import { EventType, type HistoryEvent } from '../../model/history-event.ts';
import { readFailure } from '../../turn/orchestrator-answer.ts';
import { isRecord } from '../../worker/json-file.ts';
import type { Recording } from '../recording.ts';
import { ReplayError } from '../replay-error.ts';

/** The part of the extension's input to the SDK for a turn that a recording needs. */
interface TurnInput {
  history: HistoryEvent[];
  input: unknown;
  instanceId: string;
}

/** Whether a JSON value is an orchestrator's input, or a log of inputs and results. */
export function isWorkerForm(value: unknown): boolean {
  return lastTurn(value) !== undefined;
}

/**
 * Reads a history in the form that a worker receives: an orchestrator's input, or the log of a worker
 * (`{ dir: 'in', inputs } … { dir: 'out', result }`), of which the last turn is used.
 *
 * @throws ReplayError `source-not-understood`
 */
export function fromWorkerForm(value: unknown): Recording {
  const turn = lastTurn(value);
  const started = turn?.input.history.find((each) => each.EventType === EventType.ExecutionStarted);
  if (!turn || !started) {
    throw new ReplayError(
      'source-not-understood',
      'The worker log does not contain a turn of an orchestrator.',
    );
  }
  const { history, instanceId, input } = turn.input;
  return {
    format: 'durable-history/1',
    instance: {
      id: instanceId,
      name: started.Name,
      version: started.Version,
      parent: started.ParentInstance,
      input,
      ...turn.ending,
    },
    history,
  };
}

interface Ending {
  status?: 'Completed' | 'Failed' | 'Running';
  output?: unknown;
  customStatus?: unknown;
}

function lastTurn(value: unknown): { input: TurnInput; ending: Ending } | undefined {
  if (isTurnInput(value)) return { input: value, ending: {} };
  if (!Array.isArray(value)) return undefined;
  const entries = value.filter(isRecord);
  const at = entries.findLastIndex(
    ({ dir, inputs }) => dir === 'in' && Array.isArray(inputs) && isTurnInput(inputs[0]),
  );
  const entry = entries[at];
  if (!entry) return undefined;
  const answer = entries.slice(at).find(({ dir, inv }) => dir === 'out' && inv === entry['inv']);
  const [input] = entry['inputs'] as [TurnInput];
  return { input, ending: endingOf(String(entry['fn']), answer) };
}

function endingOf(name: string, answer: Record<string, unknown> | undefined): Ending {
  const { result, error } = answer ?? {};
  if (typeof error === 'string') {
    const failure = readFailure(new Error(error));
    const { customStatus } = failure.state;
    return {
      status: 'Failed',
      output: orchestratorFailure(name, failure.error ?? ''),
      customStatus,
    };
  }
  if (!isRecord(result)) return {};
  const { isDone, output, customStatus } = result;
  return { status: isDone === true ? 'Completed' : 'Running', output, customStatus };
}

function isTurnInput(value: unknown): value is TurnInput {
  return (
    isRecord(value) &&
    typeof value['instanceId'] === 'string' &&
    Array.isArray(value['history']) &&
    typeof (value['history'][0] as { EventType?: unknown } | undefined)?.EventType === 'number'
  );
}
