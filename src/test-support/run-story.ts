import type { OrchestrationContext, OrchestrationHandler, Task } from 'durable-functions';
import type { TestHostOptions } from 'local-host/testing';
import { createTestHost } from 'local-host/testing';

/** A call of an activity, an entity (`slot: OPERATION`, `outcome: OPERATION`) or a child orchestration. */
export interface Call {
  name: string;
  input: unknown;
  /** Id of the child instance. */
  instanceId?: string;
  /** Seconds since the start. */
  at: number;
}

/** An orchestration to run, and its environment. */
export interface Story {
  orchestrator: string;
  handler: OrchestrationHandler;
  instanceId: string;
  input: unknown;
  /** Answers the activities, the entities and the children. If the function throws, the call fails. */
  answer: (call: Call) => unknown;
  /** Names of the child orchestrations. */
  children?: readonly string[];
  /** External events, each with the second at which it is raised. */
  events?: readonly { at: number; name: string; data?: unknown }[];
  /** Simulated duration of the runs of an activity. */
  takes?: Readonly<Record<string, string>>;
}

/** Result of the run of an orchestration. */
export interface StoryRun {
  output: unknown;
  calls: Call[];
  /** Names of the calls, in order. */
  names: string[];
  /** Lines that the orchestration logged. */
  logs: string[];
  /** Stages that the orchestration logged. */
  stages: string[];
  /** Seconds from start to end, on the virtual clock. */
  seconds: number;
}

export const activityNames = [
  'resolveTarget',
  'resolveWatcher',
  'installAgent',
  'enforceLimit',
  'createCapture',
  'announceCapture',
  'queryCapture',
  'stopCapture',
  'finalizeCapture',
  'deleteCapture',
  'summarizeTraffic',
  'listReceivers',
  'notify',
  'wakeCapture',
] as const;

const isEnded = (status: string): boolean => ['Completed', 'Failed', 'Terminated'].includes(status);

/** An orchestration that makes more calls has an endless loop, and its calls fail from then on. */
const mostCalls = 100;

/** Start time of every story. */
export const storyStart = '2026-11-20T02:14:00.000Z';

/**
 * Runs an orchestration on the test kit's virtual clock, with given answers instead of the app's
 * activities.
 */
export async function runStory(story: Story): Promise<StoryRun> {
  const { orchestrator, handler, instanceId, children = [], events = [], takes = {} } = story;
  const calls: Call[] = [];
  const logs: string[] = [];
  let seconds = (): number => 0;
  const reply = (call: Omit<Call, 'at'>): unknown => {
    if (calls.length >= mostCalls) throw new Error('The orchestration does not end.');
    const made = { ...call, at: seconds() };
    calls.push(made);
    return story.answer(made);
  };
  const options: TestHostOptions = {
    clock: { start: storyStart },
    orchestrators: { [orchestrator]: handler },
    activities: Object.fromEntries(
      activityNames.map((name) => [name, (input: unknown) => reply({ name, input })]),
    ),
    entities: {
      captureSlots: ({ df }) => {
        df.return(reply({ name: `slot: ${df.operationName ?? ''}`, input: df.getInput() }));
      },
      captureOutcomes: ({ df }) => {
        df.return(reply({ name: `outcome: ${df.operationName ?? ''}`, input: df.getInput() }));
      },
    },
    onLog: ({ category, functionName, message }) => {
      if (category === 'user' && functionName === orchestrator) logs.push(message);
    },
  };
  for (const name of children) {
    Object.assign(options.orchestrators ?? {}, {
      // eslint-disable-next-line require-yield -- an orchestrator is a generator, even one that waits for nothing
      *[name]({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
        // The test kit runs every turn twice, but the call counts once.
        const id = df.instanceId;
        const known = calls.some((call) => call.instanceId === id);
        if (known)
          return story.answer({ name, input: df.getInput(), instanceId: id, at: seconds() });
        return reply({ name, input: df.getInput(), instanceId: id });
      },
    });
  }
  await using host = await createTestHost(options);
  const begin = host.clock.now();
  seconds = () => (host.clock.now() - begin) / 1000;
  for (const [name, duration] of Object.entries(takes))
    host.activity(name).takes(duration as never);

  const instance = await host.start(orchestrator, story.input, instanceId);
  for (const { at, name, data } of events.toSorted((one, other) => one.at - other.at)) {
    await host.advance(at * 1000 - seconds() * 1000);
    // The Durable extension drops an event for an instance that has ended.
    if (!isEnded(instance.status)) await instance.raise(name, data ?? null);
  }
  const { status, output, updatedAt } = await instance.end();
  if (status === 'Failed') throw new Error(String(output));
  return {
    output,
    calls,
    names: calls.map(({ name }) => name),
    logs,
    stages: logs
      .map((line) => (JSON.parse(line) as { stage?: string }).stage)
      .filter((stage) => stage !== undefined),
    seconds: (Date.parse(updatedAt) - begin) / 1000,
  };
}
