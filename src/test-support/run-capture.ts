import assert from 'node:assert/strict';
import type { VirtualMachineId } from '../alerts/resource-id.ts';
import type { Failure, Result } from '../captures/failure.ts';
import type { Observation } from '../captures/observation.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { MachineCapture } from '../orchestrators/capture-machine.ts';
import { captureMachine } from '../orchestrators/capture-machine.ts';
import { stateVersion } from '../captures/state-version.ts';
import type { Driven, World } from './drive.ts';
import { drive } from './drive.ts';
import type { Call, Story, StoryRun } from './run-story.ts';
import { runStory } from './run-story.ts';

const subscriptionId = '7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;

/** Machine to capture. */
export const machine: VirtualMachineId = {
  id: `${group}/providers/Microsoft.Compute/virtualMachines/vm-1`,
  subscriptionId,
  resourceGroup: 'rg',
  name: 'vm-1',
};

/** Input for a capture of the machine that lasts a minute. */
export const target: MachineCapture = {
  version: stateVersion,
  vm: machine,
  captureId: 'alert-capture-1',
  arrivedAt: '2026-11-20T02:14:00.000Z',
  policy: {
    limitPolicy: 'wait',
    waitSeconds: 900,
    cooldownSeconds: 0,
    onResolved: 'stop',
    installAgent: false,
  },
  plan: {
    storageAccountId: `${group}/providers/Microsoft.Storage/storageAccounts/captures`,
    timeLimitSeconds: 60,
    bytesPerPacket: 0,
    totalBytes: 1e9,
    graceSeconds: 300,
  },
  alert: {
    identity: 'a',
    rule: 'r',
    condition: 'fired',
    firedAt: '2026-11-20T02:14:00.000Z',
  },
};

/** Watcher of the machine's region. */
export const watcher = {
  id: `${group}/providers/Microsoft.Network/networkWatchers/w`,
  subscriptionId: subscriptionId.toUpperCase(),
  resourceGroup: 'rg',
  name: 'w',
  location: 'westeurope',
};
/** URL of the capture file. */
export const fileUrl = 'https://captures.example/one.cap';
/** The resulting capture file. */
export const file = { url: fileUrl, bytes: 4096, metadataUrl: `${fileUrl}.json` };

/** Summary of the file's traffic. */
export const traffic = { summaryUrl: `${fileUrl}.summary.json`, lines: ['1 packet.'] };

/** Result of an activity that succeeds. */
export const ok = (value: unknown): Result<unknown> => ({ ok: true, value });
/** Result of an activity that fails. */
export const fail = (code: string, more: Partial<Failure> = {}): Result<unknown> => ({
  ok: false,
  failure: { step: 'x', code, message: 'm', advice: 'a', ...more },
});

/** Answer of an activity or entity to a call. */
export type Answer = Result<unknown> | ((call: Call) => unknown);

/** Answers for a capture of 60 seconds that succeeds, except for the given ones. */
function usualAnswers(answers: Record<string, Answer>): Record<string, Answer> {
  let stoppedAt: number | undefined;
  return {
    resolveWatcher: ok(watcher),
    wakeCapture: ok(undefined),
    enforceLimit: ok({ limit: 10, listed: { ours: [], others: 0 } }),
    createCapture: ok(undefined),
    queryCapture: ({ at }) => {
      if (at < 10) return ok({ state: 'provisioning' } satisfies Observation);
      const seen = { fileUrl, startedAt: '2026-11-20T02:14:05.000Z' };
      if (stoppedAt !== undefined) {
        return ok({ state: 'stopped', stopReason: 'Manual', errors: [], ...seen });
      }
      if (at < 65) return ok({ state: 'running', ...seen } satisfies Observation);
      return ok({ state: 'stopped', stopReason: 'TimeExceeded', errors: [], ...seen });
    },
    stopCapture: ({ at }) => {
      stoppedAt = at;
      return ok(undefined);
    },
    finalizeCapture: ok(file),
    deleteCapture: ok(undefined),
    summarizeTraffic: ok(traffic),
    'slot: request': () => ({ state: 'granted', inUse: 0 }),
    'slot: release': () => ({ attached: [] }),
    ...answers,
  };
}

/** Runs a capture with {@link usualAnswers} on the test kit. */
export async function runCapture(
  answers: Record<string, Answer> = {},
  events: Story['events'] = [],
  policy: Partial<MachineCapture['policy']> = {},
  input: Partial<MachineCapture> = {},
  takes: Story['takes'] = {},
): Promise<StoryRun & { outcome: Outcome }> {
  const run = await runStory({
    orchestrator: 'captureMachine',
    handler: captureMachine,
    instanceId: 'alert-capture-1:0',
    input: { ...target, ...input, policy: { ...target.policy, ...policy } },
    events,
    takes,
    answer: answerWith(usualAnswers(answers)),
  });
  return { ...run, outcome: run.output as Outcome };
}

/** Runs the same without a host, which is quicker. See {@link drive}. */
export function driveCapture(
  answers: Record<string, Answer> = {},
  input: Partial<MachineCapture> = {},
  world: Pick<World, 'events' | 'takes'> = {},
): Driven<Outcome> {
  return drive(captureMachine, {
    input: { ...target, ...input },
    answer: answerWith(usualAnswers(answers)),
    ...world,
  });
}

/** Builds a function that answers each call by its name. */
export const answerWith =
  (answers: Record<string, Answer>) =>
  (call: Call): unknown => {
    const answer = answers[call.name];
    if (answer === undefined) throw new Error(`${call.name} is not expected`);
    return typeof answer === 'function' ? answer(call) : answer;
  };

/** Number of calls with this name. */
export const count = (names: string[], name: string): number =>
  names.filter((n) => n === name).length;

/** Asserts that a failure after the slot was granted leaves nothing behind. */
export function assertCleanedUp(names: string[]): void {
  const without = names.filter((name) => name !== 'summarizeTraffic');
  assert.deepEqual(without.slice(-2), ['slot: release', 'deleteCapture']);
}
