import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Outcome } from '../src/captures/outcome.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TaskHub } from './support/task-hub.ts';
import { TestStack } from './support/test-stack.ts';
import { waitFor } from './support/wait-for.ts';

const stack = await TestStack.start({
  settings: { CAPTURE_TIME_LIMIT_SECONDS: '10', CAPTURE_LIMIT: '100', CAPTURE_GRACE_SECONDS: '2' },
});
after(() => stack[Symbol.asyncDispose]());
const { client, simulator } = stack;

// The simulated time is ten times as fast.
const scale = 10;
await simulator.setClock({ instant: false, scale });

type Fault = Record<string, unknown>;

/** A transient fault on one kind of call. */
const passing: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('throttle'), retryAfterSeconds: fc.integer({ min: 10, max: 30 }) }),
  fc.record({ kind: fc.constant('server-error'), status: fc.constantFrom(500, 502, 503, 504) }),
  fc.record({
    kind: fc.constant('connection-reset'),
    when: fc.constantFrom('before', 'after'),
  }),
  fc.record({ kind: fc.constant('slow'), milliseconds: fc.constantFrom(50, 300) }),
);

const operations = [
  ...['create', 'get', 'queryStatus', 'delete', 'list'].map((name) => `packetCaptures.${name}`),
  'network.operations.get',
  'networkWatchers.listAll',
  'virtualMachines.get',
];

const passingFaults = fc.array(
  fc.record({
    fault: passing,
    operation: fc.constantFrom(...operations),
    times: fc.integer({ min: 1, max: 2 }),
    after: fc.integer({ min: 0, max: 1 }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** What happens to a session, and the end that it then has. */
const fate = fc.constantFrom<[Outcome['end'], Fault | undefined]>(
  ['timeLimit', undefined],
  ['timeLimit', { kind: 'file-late', seconds: 10 }],
  ['failed', { kind: 'create-fails', code: 'AgentUnreachable' }],
  ['failed', { kind: 'session-error', errors: ['AgentStopped'], afterSeconds: 5 }],
  ['failed', { kind: 'storage-failure' }],
  ['lost', { kind: 'session-vanishes', afterSeconds: 5 }],
);

/** The same combinations on every run; set another seed for others. */
const seed = Number(process.env.WEATHER_SEED ?? 20_261_120);
const combinations = fc.sample(fc.tuple(passingFaults, fate), { seed, numRuns: 24 });

describe(`with random faults (seed ${seed})`, { concurrency: true }, () => {
  for (const [index, [faults, [end, event]]] of combinations.entries()) {
    const described = faults.map(({ fault, operation }) => `${String(fault.kind)} on ${operation}`);
    test(`${index}: ${described.join(', ')}: ${event === undefined ? 'nothing else' : String(event.kind)}`, async () => {
      const name = `weather-${index}-`;
      const machine = newMachine(name);
      const [, , subscriptionId = ''] = machine.split('/');
      for (const { fault, operation, times, after: letThrough } of faults) {
        const match = { operation, path: subscriptionId };
        await simulator.addFault({ ...fault, match, times, after: letThrough });
      }
      if (event) await simulator.addFault({ ...event, match: { target: name } });
      const id = await client.postAlert(alertFor(machine));
      const { view, notifications } = await stack.endOf(id);

      const [outcome] = view.targets as Outcome[];
      assert.equal(outcome?.end, end, view.summary);
      assert.equal(notifications.length, 1);
      assert.deepEqual(outcome.warnings, []);
      const sessions = await waitFor(
        'the delete',
        () => simulator.sessionsOf(machine),
        (all) => all.every(({ listed }) => !listed),
      );
      const puts = await simulator.ledger({ session: sessions[0]?.name ?? '', counted: 'true' });
      assert.deepEqual(
        [sessions.length, puts.length],
        [1, 1],
        'a lost answer is not a second session',
      );
    });
  }
});

describe('the service', { concurrency: true }, () => {
  /** The times in seconds of a capture's calls of one kind. */
  async function timesOf(machine: string, operation: string): Promise<number[]> {
    const calls = await simulator.ledger({ operation });
    const [, , subscriptionId = ''] = machine.split('/');
    return calls
      .filter(({ path }) => path.includes(subscriptionId))
      .map(({ receivedAt }) => receivedAt / 1000);
  }

  test('with a Retry-After is asked again only after it', async () => {
    const machine = newMachine('throttled');
    const match = { operation: 'packetCaptures.create', target: 'throttled' };
    await simulator.addFault({ kind: 'throttle', retryAfterSeconds: 6 * scale, match, times: 1 });
    const { view } = await stack.endOf(await client.postAlert(alertFor(machine)));
    assert.equal((view.targets as Outcome[])[0]?.end, 'timeLimit');
    const [first = 0, second = 0, ...others] = await timesOf(machine, 'packetCaptures.create');
    assert.ok(second - first >= 5, `${second - first} s`);
    assert.deepEqual(others, []);
  });

  test('that refuses permanently is asked once', async () => {
    const machine = newMachine('refused');
    const match = { operation: 'packetCaptures.create', target: 'refused' };
    const code = 'RequestDisallowedByPolicy';
    await simulator.addFault({ kind: 'refuse', status: 403, code, match });
    const { view } = await stack.endOf(await client.postAlert(alertFor(machine)));
    const [outcome] = view.targets as Outcome[];
    assert.ok(outcome?.end === 'failed');
    assert.match(outcome.failure.advice, /policy assignment/);
    assert.equal((await timesOf(machine, 'packetCaptures.create')).length, 1);
  });

  test('that lacks a right which a new role assignment gives soon is asked again', async () => {
    const machine = newMachine('granted');
    const match = { operation: 'packetCaptures.create', target: 'granted' };
    const code = 'AuthorizationFailed';
    await simulator.addFault({ kind: 'refuse', status: 403, code, match, times: 1 });
    const { view } = await stack.endOf(await client.postAlert(alertFor(machine)));
    assert.equal((view.targets as Outcome[])[0]?.end, 'timeLimit');
    assert.equal((await timesOf(machine, 'packetCaptures.create')).length, 2);
  });
});

test('no signed URL is in any history or in the log', async () => {
  const hub = new TaskHub(stack.address);
  const { captures } = (await (await client.call('captures?top=500')).json()) as {
    captures: { id: string }[];
  };
  assert.ok(captures.length > combinations.length);
  const ids = captures.flatMap(({ id }) => [id, `${id}:0`]);
  const histories = await Promise.all(ids.map((id) => hub.history(id)));
  const signed = /[?&](c|s|sig|h)=|operationResults|SimulatedSimulated/;
  for (const history of histories) assert.doesNotMatch(JSON.stringify(history), signed);
  assert.ok(stack.log.length > 0);
  for (const line of stack.log) assert.doesNotMatch(line, signed);
});
