import assert from 'node:assert/strict';
import { after, before, describe, mock, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createSimulator } from 'azure-simulator';
import { createTestHost, type TestHost } from 'local-host/testing';
import { requestTimeoutMs } from '../src/azure/deadline.ts';
import type { Outcome } from '../src/captures/outcome.ts';
import { newMachine } from './support/alerts.ts';
import { SimulatorClient } from './support/simulator-client.ts';
import { captureRequest } from './support/virtual-capture.ts';

/*
 * The app's own activities against a simulator that does not answer. The deadline of a request passes as
 * soon as the simulator keeps a request, and the durable timers are on a virtual clock.
 */

const running = new AsyncDisposableStack();
after(() => running.disposeAsync());
let host: TestHost;
let simulator: SimulatorClient;
/** The deadlines of all requests so far. One that passes after its response has no effect. */
const deadlines: (() => void)[] = [];

/** Lets the deadlines pass whenever a fault has been applied to a request. */
async function passDeadlines(faultId: number, isOver: () => boolean): Promise<void> {
  for (let passed = 0; !isOver();) {
    const played = await simulator.played(faultId);
    if (played > passed) for (const pass of deadlines.splice(0)) pass();
    passed = played;
    await pause(10);
  }
}

before(async () => {
  const setTimer = globalThis.setTimeout;
  mock.method(globalThis, 'setTimeout', (run: () => void, ms?: number, ...args: []) => {
    if (ms !== requestTimeoutMs) return setTimer(run, ms, ...args);
    deadlines.push(run);
    return setTimer(run, ms, ...args).unref();
  });
  const simulation = await createSimulator();
  running.defer(() => simulation.close());
  const { url } = simulation;
  simulator = new SimulatorClient(url);
  await simulator.beInstant();
  process.env.LOCAL_ARM_ENDPOINT = url;
  process.env.CAPTURE_STORAGE_ACCOUNT_ID = captureRequest().plan.storageAccountId;
  host = await createTestHost({
    appDirectory: '.',
    main: 'src/{orchestrators,activities}/index.ts',
  });
  running.use(host);
});

/** Captures a machine until a stop after 20 virtual seconds, with a fault on the calls for it. */
async function capture(name: string, fault: Record<string, unknown>) {
  const id = newMachine(name);
  const [, , subscriptionId = '', , resourceGroup = ''] = id.split('/');
  const { operation, ...more } = fault;
  const match = { operation, path: subscriptionId };
  const faultId = await simulator.addFault({ kind: 'no-answer', match, ...more });
  const request = captureRequest();
  const instance = await host.start('captureMachine', {
    version: request.version,
    vm: { id, subscriptionId, resourceGroup, name },
    // The file stays on the machine, so no storage is needed.
    plan: { ...request.plan, filePath: '/var/captures/x.cap' },
    policy: request.policy,
    alert: { identity: 'a', rule: 'r', condition: 'fired', firedAt: request.arrivedAt },
    captureId: 'alert-capture-1',
    arrivedAt: new Date(host.clock.now()).toISOString(),
  });
  const begin = host.clock.now();
  const end = (async () => {
    await host.advance('20s');
    if (instance.status === 'Running') await instance.raise('stop', null);
    return (await instance.end()).output as Outcome;
  })();
  let isOver = false;
  const [outcome] = await Promise.all([
    end.finally(() => (isOver = true)),
    passDeadlines(faultId, () => isOver),
  ]);
  const played = await simulator.played(faultId);
  await simulator.clearFaults();
  const sessions = await simulator.sessionsOf(id);
  const seconds = (Date.parse(outcome.endedAt) - begin) / 1000;
  return { outcome, played, sessions, seconds };
}

describe('a call without an answer is made again', () => {
  for (const [operation, when] of [
    ['virtualMachines.get', 'before'],
    ['packetCaptures.list', 'before'],
    ['packetCaptures.create', 'before'],
    ['packetCaptures.create', 'after'],
    ['packetCaptures.queryStatus', 'before'],
    ['packetCaptures.stop', 'before'],
    ['packetCaptures.stop', 'after'],
    ['packetCaptures.delete', 'before'],
    ['packetCaptures.delete', 'after'],
  ] as const) {
    test(`${operation}, ${when} its effect`, async () => {
      const once = { operation, when, times: 1 };
      const { outcome, played, sessions } = await capture(`once-${operation}-${when}`, once);
      assert.equal(played, 1);
      assert.equal(outcome.end, 'stopped');
      assert.deepEqual(outcome.warnings, []);
      assert.equal(sessions.length, 1);
      assert.equal(sessions[0]?.listed, false);
    });
  }
});

describe('a service that never answers', () => {
  test('to a PUT that has no effect: a stop ends the capture', async () => {
    const { outcome, sessions, seconds } = await capture('no-put', {
      operation: 'packetCaptures.create',
    });
    assert(outcome.end === 'skipped');
    assert.equal(outcome.reason.code, 'CalledOff');
    assert.deepEqual(sessions, []);
    assert(seconds < 100, String(seconds));
  });

  test('to a PUT that has an effect: a stop ends the session', async () => {
    const { outcome, sessions } = await capture('lost-put', {
      operation: 'packetCaptures.create',
      when: 'after',
    });
    assert.equal(outcome.end, 'stopped');
    assert.deepEqual(
      sessions.map(({ listed }) => listed),
      [false],
    );
  });

  test('to a query: the capture ends after its grace period', async () => {
    const { outcome, sessions, seconds } = await capture('no-query', {
      operation: 'packetCaptures.queryStatus',
    });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'RequestTimedOut');
    assert.equal(sessions[0]?.listed, false);
    assert(seconds < 20 + 300 + 60, String(seconds));
  });

  test('to a DELETE: the capture ends with its file and a warning', async () => {
    const { outcome, sessions } = await capture('no-delete', {
      operation: 'packetCaptures.delete',
    });
    assert.equal(outcome.end, 'stopped');
    assert.match(outcome.warnings.join(), /was not deleted \(RequestTimedOut\)/);
    assert.equal(sessions[0]?.listed, true);
  });
});
