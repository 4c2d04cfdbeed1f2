import { difference, jsonLines } from './compare.ts';
import { RECORDED } from './mask.ts';
import type { Replayed } from './replay.ts';
import type { Invocation } from './worker-log.ts';

/** Recordings with several messages in flight at once, so that their distribution over turns is random. */
const TURNS_BY_CHANCE = new Set([
  'worker/allFail-1.jsonl',
  'worker/fan-1.jsonl',
  'worker/twoEvents-2.jsonl',
]);

/**
 * The first difference between the calls of a recorded worker and ours. Compares the turns of each
 * orchestration in order, its activities in any order, and the operations of each entity regardless of
 * batches. Returns undefined if they are the same; throws if the instances did not run.
 */
export function workerDifference(
  file: string,
  recorded: readonly Invocation[],
  ours: readonly Invocation[],
  { ids, masks }: Replayed,
): string | undefined {
  for (const subject of new Set(recorded.map((each) => each.subject))) {
    const theirs = recorded.filter((each) => each.subject === subject);
    const known = ownSubject(theirs, ours, ids);
    const types = new Set(theirs.map(({ type }) => type));
    const same = ours.filter((each) => each.subject === known && types.has(each.type));
    const turns = TURNS_BY_CHANCE.has(file) ? lastTurn : everyTurn;
    const found = difference(
      jsonLines(calls(theirs, turns), RECORDED),
      jsonLines(calls(same, turns), masks),
    );
    if (found !== undefined) return `${subject}:\n${found}`;
  }
  return undefined;
}

/** Whether the instances of a recorded worker have run in our worker. */
export function hasRun(
  recorded: readonly Invocation[],
  ours: readonly Invocation[],
  ids: ReadonlyMap<string, string>,
): boolean {
  const subjects = new Set(ours.map(({ subject }) => subject));
  return recorded.every((each) => {
    const theirs = recorded.filter(({ subject }) => subject === each.subject);
    return subjects.has(ownSubject(theirs, ours, ids) ?? '');
  });
}

// A sub-orchestration without an explicit id is identified by its name and its parent.
function ownSubject(
  theirs: readonly Invocation[],
  ours: readonly Invocation[],
  ids: ReadonlyMap<string, string>,
): string | undefined {
  const [first] = theirs;
  if (!first) return undefined;
  const known = ids.get(first.subject) ?? first.subject;
  const { fn, parent } = theirs.find(({ type }) => type === 'orchestrationTrigger') ?? first;
  const isMadeUp = /^[0-9a-f]{8}-.*:\d/.test(known);
  if (!isMadeUp || parent === undefined) return known;
  const own = ids.get(parent) ?? parent;
  return ours.find((each) => each.fn === fn && each.parent === own && each.subject.includes(':'))
    ?.subject;
}

function calls(
  invocations: readonly Invocation[],
  turns: (turns: Invocation[]) => unknown,
): unknown {
  const ofType = (type: Invocation['type']) => invocations.filter((each) => each.type === type);
  return {
    turns: turns(ofType('orchestrationTrigger')),
    activities: ofType('activityTrigger').map(call).sort(byText),
    operations: operations(ofType('entityTrigger')),
  };
}

function everyTurn(turns: Invocation[]): unknown {
  return turns.map(call);
}

interface HistoryInput {
  history: { EventType: number; IsPlayed: boolean; TaskScheduledId?: number }[];
}

/** The last turn, without the events that mark turns, and with completions in the order of scheduling. */
function lastTurn(turns: Invocation[]): unknown {
  const last = turns.at(-1);
  if (!last) return undefined;
  const { history, ...others } = last.input as HistoryInput;
  const events = history
    .filter(({ EventType }) => EventType !== 12 && EventType !== 13)
    .map((event) => ({ ...event, IsPlayed: undefined }));
  const completions = events.filter((event) => event.TaskScheduledId !== undefined);
  completions.sort((a, b) => (a.TaskScheduledId ?? 0) - (b.TaskScheduledId ?? 0));
  const received = events.filter((event) => event.TaskScheduledId === undefined);
  return call({ ...last, input: { ...others, history: received, completions } });
}

function call({ fn, input, metadata, result, error }: Invocation) {
  return { fn, input, metadata, result, error };
}

function byText(a: { input: unknown }, b: { input: unknown }): number {
  const [left, right] = [JSON.stringify(a.input), JSON.stringify(b.input)];
  return left === right ? 0 : left < right ? -1 : 1;
}

interface Batch {
  self: unknown;
  batch: unknown[];
}

interface BatchAnswer {
  results: unknown[];
  signals: unknown[];
  entityExists: boolean;
  entityState?: string;
}

// The distribution of operations over batches is random.
function operations(invocations: readonly Invocation[]) {
  const asked = invocations.map(({ input }) => input as Batch);
  const answered = invocations.map(({ result }) => result as BatchAnswer);
  return {
    asked: asked.flatMap(({ batch }) => batch),
    answered: answered.flatMap(({ results }) => results),
    signals: answered.flatMap(({ signals }) => signals),
    end: { ...answered.at(-1), results: undefined, signals: undefined },
  };
}
