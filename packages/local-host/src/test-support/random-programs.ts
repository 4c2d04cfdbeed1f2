import { EntityId, RetryOptions, type OrchestrationContext, type Task } from 'durable-functions';
import fc from 'fast-check';
import type { TestHostOptions } from '../testing/index.ts';

type Leaf =
  | { do: 'activity'; value: number; seconds: number }
  | { do: 'flaky'; value: number; failures: number }
  | { do: 'timer'; seconds: number }
  | { do: 'entity'; value: number }
  | { do: 'child'; steps: Leaf[] };
/** One step of a random orchestration. */
export type Step =
  Leaf | { do: 'all'; steps: Leaf[] } | { do: 'race'; seconds: number } | { do: 'event' };

/** Runs the steps in its input and returns all their results. */
function* program(context: OrchestrationContext): Generator<Task, unknown, unknown> {
  const { df } = context;
  const outcome: unknown[] = [];
  for (const step of df.getInput<Step[]>()) {
    switch (step.do) {
      case 'all':
        outcome.push(yield df.Task.all(step.steps.map((each) => taskFor(context, each))));
        break;
      case 'race': {
        const tasks = [taskFor(context, { do: 'timer', seconds: step.seconds + 1 })];
        tasks.push(taskFor(context, { do: 'timer', seconds: step.seconds }));
        outcome.push(tasks.indexOf((yield df.Task.any(tasks)) as Task));
        break;
      }
      case 'event':
        outcome.push(yield df.waitForExternalEvent('Go'));
        break;
      default:
        outcome.push(yield taskFor(context, step));
    }
  }
  return outcome;
}

function taskFor({ df }: OrchestrationContext, step: Leaf): Task {
  switch (step.do) {
    case 'activity':
      return df.callActivity('work', step);
    case 'flaky': {
      const id = `${df.instanceId}/${df.newGuid('x')}`;
      return df.callActivityWithRetry('flaky', new RetryOptions(1000, 5), { ...step, id });
    }
    case 'timer':
      return df.createTimer(new Date(df.currentUtcDateTime.getTime() + step.seconds * 1000));
    case 'entity':
      return df.callEntity(new EntityId('sum', df.instanceId), 'add', step.value);
    case 'child':
      return df.callSubOrchestrator('program', step.steps);
  }
}

interface SumContext {
  df: {
    getState(initial: () => number): number;
    setState(state: number): void;
    getInput(): number;
    return(value: number): void;
  };
}

/** Functions for a host that runs random programs: the orchestrator `program` takes a list of steps. */
export function randomProgramApp(): TestHostOptions {
  const attempts = new Map<string, number>();
  return {
    orchestrators: { program },
    activities: {
      work: ({ value }: { value: number }) => value * 2,
      flaky: ({ id, value, failures }: { id: string; value: number; failures: number }) => {
        const attempt = (attempts.get(id) ?? 0) + 1;
        attempts.set(id, attempt);
        if (attempt <= failures) throw new Error(`attempt ${attempt}`);
        return value;
      },
    },
    entities: {
      sum: (context) => {
        const { df } = context as unknown as SumContext;
        df.setState(df.getState(() => 0) + df.getInput());
        df.return(df.getState(() => 0));
      },
    },
  };
}

const leaf = fc.oneof(
  fc.record({ do: fc.constant('activity' as const), value: fc.nat(9), seconds: fc.nat(9) }),
  fc.record({ do: fc.constant('flaky' as const), value: fc.nat(9), failures: fc.nat(2) }),
  fc.record({ do: fc.constant('timer' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ do: fc.constant('entity' as const), value: fc.nat(9) }),
);
const child = fc.record({
  do: fc.constant('child' as const),
  steps: fc.array(leaf, { minLength: 1, maxLength: 3 }),
});
const some = fc.oneof({ weight: 4, arbitrary: leaf }, { weight: 1, arbitrary: child });
const step = fc.oneof(
  { weight: 3, arbitrary: some },
  fc.record({
    do: fc.constant('all' as const),
    steps: fc.array(some, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ do: fc.constant('race' as const), seconds: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ do: fc.constant('event' as const) }),
);

/** Arbitrary of random programs. */
export const programs = fc.array(step, { minLength: 1, maxLength: 5 });
