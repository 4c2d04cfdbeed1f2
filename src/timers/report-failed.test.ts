import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvocationContext } from '@azure/functions';
import type { DurableClient, EntityId } from 'durable-functions';
import type { CaptureRequest } from '../captures/alert-capture.ts';
import type { Outcome } from '../captures/outcome.ts';
import { sessionName } from '../captures/session.ts';
import { stateVersion } from '../captures/state-version.ts';
import type { ReportOrder } from '../orchestrators/report-captures.ts';
import type { InstanceStatus } from '../task-hub/management-api.ts';
import { file, machine, target, watcher } from '../test-support/run-capture.ts';
import { reportFailed } from './report-failed.ts';

process.env.CAPTURE_STORAGE_ACCOUNT_ID = target.plan.storageAccountId;

const request: CaptureRequest = {
  version: 2,
  alert: { ...target.alert, targets: [machine] },
  ...{ plan: target.plan, policy: target.policy, arrivedAt: target.arrivedAt },
  ...{ refused: [], warnings: [] },
};

const captured = {
  ...{ vm: machine.id, warnings: [], end: 'timeLimit', endedAt: '2026-11-20T02:16:00.000Z' },
  file,
} as Outcome;

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

/** A failed instance for the alert `a`. */
const failed = (more: Partial<InstanceStatus> = {}): InstanceStatus => ({
  ...{ instanceId: 'a', name: 'captureOnAlert', runtimeStatus: 'Failed', input: request },
  ...{ customStatus: null, output: 'OtherVersion: an earlier version\nat …' },
  ...{ createdTime: hoursAgo(2), lastUpdatedTime: hoursAgo(1) },
  ...more,
});

interface Hub {
  failed?: InstanceStatus;
  /** Other instances. */
  instances?: Record<string, { runtimeStatus: string; output?: unknown }>;
  kept?: Outcome;
  claimed?: boolean;
}

/** Runs the timer. Returns the instances that it started, and what it logged. */
async function run({ failed: instance = failed(), instances = {}, kept, claimed }: Hub) {
  const started: [name: string, id: string, input: ReportOrder][] = [];
  const logs: string[] = [];
  const session = sessionName('a:0');
  const claim = { ...{ holder: 'a:0', session, vm: machine, plan: target.plan, attached: [] } };
  const held = claimed ? [{ ...claim, alert: { id: 'a', ...target.alert }, arrivedAt: 'x' }] : [];
  const slots = { watcher, held, waiting: [], ended: [] };
  const client = {
    readEntityState: async ({ name }: EntityId) => ({
      entityState:
        name === 'captureSlots'
          ? { version: stateVersion, watchers: { [watcher.id.toLowerCase()]: slots } }
          : {
              version: stateVersion,
              kept: kept ? [{ session, at: hoursAgo(1), outcome: kept }] : [],
            },
    }),
    getStatus: async (id: string) => {
      if (instances[id] === undefined) throw new Error('… replied with HTTP 404 response. …');
      return { instanceId: id, ...instances[id] };
    },
    startNew: async (name: string, given: { instanceId: string; input: ReportOrder }) => {
      started.push([name, given.instanceId, given.input]);
    },
  } as unknown as DurableClient;
  const context = new InvocationContext({
    functionName: 'test',
    logHandler: (_, ...args) => logs.push(args.join(' ')),
  });
  const hub = {
    async *list() {
      yield await Promise.resolve([instance]);
    },
  };
  await reportFailed(client, hub, context);
  return { started, logs: logs.join('\n') };
}

describe('an alert whose instance failed is reported', () => {
  test('as failed, with the reason, when nothing was captured', async () => {
    const { started, logs } = await run({});
    const failure = { code: 'InstanceFailed', message: /earlier version$/ };
    const [[name, id, { report, receivers, version }] = assert.fail(logs)] = started;
    assert.deepEqual([name, id, report.id], ['reportCaptures', 'a:report', 'a:report']);
    assert.deepEqual([version, receivers], [stateVersion, ['log']]);
    const [capture] = report.captures;
    assert.ok(capture?.end === 'failed');
    assert.equal(capture.failure.code, failure.code);
    assert.match(capture.failure.message, failure.message);
    assert.match(logs, /"reported"/);
  });

  for (const [where, hub] of [
    ['its machine has', { instances: { 'a:0': { runtimeStatus: 'Completed', output: captured } } }],
    ['the slots keep', { instances: { 'a:0': { runtimeStatus: 'Failed' } }, kept: captured }],
  ] as [string, Hub][]) {
    test(`with the outcome that ${where}`, async () => {
      const { started } = await run(hub);
      assert.deepEqual(
        started.map(([, , { report }]) => report.captures),
        [[captured]],
      );
    });
  }

  test('when it finished the capture of another', async () => {
    const claim = {
      ...{ holder: 'a:0', vm: machine, session: sessionName('a:0'), plan: target.plan },
      ...{ alert: { id: 'a', ...target.alert }, arrivedAt: target.arrivedAt },
    };
    const input = { version: 2, watcher, claim, fate: 'was purged' };
    const instance = failed({ instanceId: 'a:0:finish', name: 'finishCapture', input });
    const { started } = await run({ failed: instance, kept: captured });
    assert.partialDeepStrictEqual(started, [
      ['reportCaptures', 'a:0:finish:report', { report: { captures: [captured] } }],
    ]);
  });
});

describe('an alert whose instance failed is not reported', () => {
  const ended = { runtimeStatus: 'Completed' };
  for (const [why, hub] of [
    ['twice', { instances: { 'a:report': ended } }],
    ['by the timer while the sweep has a claim to finish', { claimed: true }],
    ['by the timer when the sweep finishes it', { instances: { 'a:0:finish': ended } }],
    ['while its machine is captured', { instances: { 'a:0': { runtimeStatus: 'Running' } } }],
    [
      'when it was reported before it failed',
      { instances: { 'a:notify:log': { ...ended, output: { receiver: 'log', state: 'logged' } } } },
    ],
    ['after a day', { failed: failed({ lastUpdatedTime: hoursAgo(25) }) }],
    ['when it is of another orchestrator', { failed: failed({ name: 'deliverReport' }) }],
  ] as [string, Hub][]) {
    test(why, async () => {
      const { started, logs } = await run(hub);
      assert.deepEqual([started, logs], [[], '']);
    });
  }

  test('when its input cannot be read, which is logged', async () => {
    const { started, logs } = await run({ failed: failed({ input: {} }) });
    assert.deepEqual(started, []);
    assert.match(logs, /sweep-failed.*reportFailed/);
  });
});
