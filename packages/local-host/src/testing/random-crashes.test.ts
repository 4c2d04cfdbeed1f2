import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EntityId, RetryOptions, type OrchestrationContext, type Task } from 'durable-functions';
import fc from 'fast-check';
import { EventType, type HistoryEvent } from '../engine/history-event.ts';
import { createTestHost, type CrashPoint } from './index.ts';

type Leaf =
  | { do: 'activity'; value: number; seconds: number }
  | { do: 'flaky'; value: number; failures: number }
  | { do: 'timer'; seconds: number }
  | { do: 'entity'; value: number }
  | { do: 'child'; steps: Leaf[] };
type Step = Leaf | { do: 'all'; steps: Leaf[] } | { do: 'race'; seconds: number } | { do: 'event' };

/** Does what its input says, and gives back all that came of it. */
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

async function run(steps: Step[], crashes: CrashPoint[]) {
  const attempts = new Map<string, number>();
  await using host = await createTestHost({
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
  });
  host.activity('work').takes('3s');
  for (const crash of crashes) host.crashAt(crash);
  const instance = await host.start('program', steps, 'random');
  for (const step of steps) if (step.do === 'event') await instance.raise('Go', 'gone');
  const { status, output } = await instance.end();
  return { status, output, histories: host.instances().map((each) => each.history()) };
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
const crash = fc.record({
  turn: fc.integer({ min: 1, max: 12 }),
  commit: fc.constantFrom('before' as const, 'after' as const),
});

function endsOnce(history: HistoryEvent[]): void {
  const ends = history.flatMap((each) =>
    each.EventType === EventType.TaskCompleted ||
    each.EventType === EventType.TaskFailed ||
    each.EventType === EventType.SubOrchestrationInstanceCompleted
      ? [each.TaskScheduledId]
      : [],
  );
  assert.equal(new Set(ends).size, ends.length, 'something ended twice');
}

test('random orchestrations come to the same under random crashes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 5 }),
      fc.array(crash, { minLength: 1, maxLength: 4 }),
      async (steps, crashes) => {
        const undisturbed = await run(steps, []);
        assert.equal(undisturbed.status, 'Completed');
        const disturbed = await run(steps, crashes);
        assert.deepEqual(disturbed.output, undisturbed.output);
        assert.equal(disturbed.status, 'Completed');
        disturbed.histories.forEach(endsOnce);
      },
    ),
    { numRuns: 40 },
  );
});
