import type { OrchestrationContext, Task } from 'durable-functions';
import type { Call } from './run-story.ts';
import { storyStart } from './run-story.ts';

/** The world around a part of an orchestration. Times are seconds since the start. */
export interface World {
  /** Input of the orchestration. */
  input?: unknown;
  /** Answers the activities, the entities and the children. If the function throws, the call fails. */
  answer: (call: Call) => unknown;
  /** External events, each with the time at which it arrives. */
  events?: readonly { at: number; name: string }[];
  /** How long the activities take; no time when absent. */
  takes?: Readonly<Record<string, number>>;
}

/** What a part of an orchestration did. */
export interface Driven<T> {
  result: T;
  calls: Call[];
  /** The calls as `TIME NAME`. */
  names: string[];
  /** Custom statuses, in order. */
  statuses: unknown[];
  /** Lines that were logged, as objects with their level. */
  logs: Record<string, unknown>[];
}

type Waited = Pick<Task, 'isCompleted' | 'isFaulted' | 'result'> & {
  due: number;
  /** Gives the result, or throws the failure. */
  settle: () => unknown;
};

const mostCalls = 200;

/**
 * Runs a part of an orchestration on a context without a host: each yield moves the time to the end of what
 * is waited for. It takes a hundredth of the time of {@link runStory}, but does not replay.
 */
export function drive<T>(
  part: (context: OrchestrationContext) => Generator<Task, T, unknown>,
  { input = {}, answer, events = [], takes = {} }: World,
): Driven<T> {
  const start = Date.parse(storyStart);
  let seconds = 0;
  const tasks: Waited[] = [];
  const calls: Call[] = [];
  const statuses: unknown[] = [];
  const logs: Record<string, unknown>[] = [];
  const waited = (due: number, settle: () => unknown = () => undefined): Waited => {
    const task = { isCompleted: false, isFaulted: false, result: undefined, due, settle };
    tasks.push(task);
    return task;
  };
  const call = (name: string, input: unknown, instanceId?: string): Waited => {
    if (calls.length >= mostCalls) throw new Error('The orchestration does not end.');
    const made = { name, input, ...(instanceId && { instanceId }), at: seconds };
    calls.push(made);
    return waited(seconds + (takes[name] ?? 0), () => answer(made));
  };
  const write =
    (level: string) =>
    (line: string): void =>
      void logs.push({ level, ...(JSON.parse(line) as object) });
  const df = {
    instanceId: 'alert-capture-1:0',
    isReplaying: false,
    getInput: () => input,
    get currentUtcDateTime() {
      return new Date(start + seconds * 1000);
    },
    setCustomStatus: (status: unknown) => void statuses.push(status),
    createTimer: (at: Date) =>
      Object.assign(waited((at.getTime() - start) / 1000), { cancel: () => undefined }),
    callActivity: call,
    callEntity: ({ name }: { name: string }, operation: string, input: unknown) =>
      call(`${name === 'captureSlots' ? 'slot' : 'outcome'}: ${operation}`, input),
    waitForExternalEvent: (name: string) =>
      waited(events.find((event) => event.name === name)?.at ?? Infinity),
    callSubOrchestrator: (name: string, input: unknown, instanceId: string) =>
      call(name, input, instanceId),
    Task: {
      all: (some: Waited[]) =>
        waited(Math.max(seconds, ...some.map(({ due }) => due)), () =>
          some.map((task) => task.settle()),
        ),
      any(some: Waited[]) {
        const [first] = some.toSorted((one, other) => one.due - other.due);
        return waited(first?.due ?? Infinity, () => first);
      },
    },
  };
  const advance = (time: number): void => {
    seconds = Math.max(seconds, time);
    for (const task of tasks) {
      if (task.due > seconds || task.isCompleted || task.isFaulted) continue;
      try {
        const value = task.settle();
        Object.assign(task, { isCompleted: true, result: value, settle: () => value });
      } catch (error) {
        const fail = (): never => {
          throw error;
        };
        Object.assign(task, { isFaulted: true, settle: fail });
      }
    }
  };
  const context = {
    df,
    info: write('info'),
    warn: write('warn'),
  } as unknown as OrchestrationContext;
  const steps = part(context);
  let step = steps.next();
  while (!step.done) {
    const task = step.value as unknown as Waited;
    if (task.due === Infinity) throw new Error('It waits for what never happens.');
    advance(task.due);
    let value: unknown;
    try {
      value = task.settle();
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(value);
  }
  const names = calls.map(({ at, name }) => `${at} ${name}`);
  return { result: step.value, calls, names, statuses, logs };
}
