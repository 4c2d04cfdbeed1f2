import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { instanceIdOf } from '../src/alerts/instance-id.ts';
import { parseAlert } from '../src/alerts/parse-alert.ts';
import { deliveryInstanceId, machineInstanceId } from '../src/captures/progress.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { startVirtualStack } from './support/virtual-stack.ts';

/*
 * The storage backend in Azure delivers turns, starts and activities at least once. Here it does so at random
 * over whole captures.
 */

const stack = await startVirtualStack({ CAPTURE_TIME_LIMIT_SECONDS: '5' });
after(() => stack[Symbol.asyncDispose]());
const { host, simulator } = stack;

/** Ids of the instances of an alert for one machine. */
const instancesOf = (id: string) => ({
  alert: id,
  machine: machineInstanceId(id, 0),
  delivery: deliveryInstanceId(id, 'webhook'),
});

const instance = fc.constantFrom('alert', 'machine', 'delivery');
const delay = fc.integer({ min: 0, max: 120_000 });
const activity = fc.constantFrom(
  'resolveWatcher',
  'enforceLimit',
  'createCapture',
  'queryCapture',
  'deleteCapture',
  'listReceivers',
  'notify',
);

const fault = fc.oneof(
  fc.record({
    redelivered: instance,
    turn: fc.integer({ min: 1, max: 16 }),
    after: delay,
    losesResults: fc.boolean(),
  }),
  fc.record({ startedAgain: fc.constantFrom('machine', 'delivery'), after: delay }),
  fc.record({
    startedAgain: fc.constant('machine' as const),
    turn: fc.integer({ min: 1, max: 14 }),
    after: fc.integer({ min: 0, max: 3000 }),
  }),
  fc.record({ runAgain: activity, call: fc.integer({ min: 1, max: 4 }), after: delay }),
  fc.record({ hidden: instance, for: fc.integer({ min: 0, max: 120_000 }) }),
);
type Fault = typeof fault extends fc.Arbitrary<infer F> ? F : never;

function plan(fault: Fault, id: string): void {
  const ids = instancesOf(id);
  if ('redelivered' in fault) {
    const { redelivered, ...turn } = fault;
    host.redeliver({ instanceId: ids[redelivered], ...turn });
  } else if ('startedAgain' in fault) {
    const { startedAgain, ...start } = fault;
    host.startAgain({ instanceId: ids[startedAgain], ...start });
  } else if ('runAgain' in fault) {
    const control = host.activity(fault.runAgain);
    control.onCall(control.calls.length + fault.call, { runsAgainAfterEnd: fault.after });
  } else {
    host.hideStatus(ids[fault.hidden], fault.for);
  }
}

test('a capture has one session and one event, whatever is delivered again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 5 }), async (faults) => {
      const machine = newMachine('web-01', randomUUID());
      const alert = alertFor(machine);
      const id = instanceIdOf(parseAlert(JSON.parse(alert)));
      for (const each of faults) plan(each, id);

      // Azure Monitor repeats a request that is answered with 503.
      while ((await host.fetch('/api/alerts', { method: 'POST', body: alert })).status === 503) {
        await host.advance('5s');
      }
      const { output } = await host.instance<{ captures: { end: string }[] }>(id).end();
      assert.equal(output?.captures[0]?.end, 'timeLimit', JSON.stringify(output));
      await host.advance('8m');

      const sessions = await simulator.sessionsOf(machine);
      assert.deepEqual(
        sessions.map(({ listed }) => listed),
        [false],
      );
      const events = stack.events.filter((event) => event.id === id);
      // A delivery that is repeated sends the same event, which a receiver drops.
      assert.equal(new Set(events.map((event) => JSON.stringify(event))).size, 1);
    }),
    {
      examples: [
        [[{ startedAgain: 'machine', after: 0 }]],
        ...Array.from({ length: 12 }, (_, index): [Fault[]] => [
          [{ startedAgain: 'machine', turn: index + 1, after: 0 }],
        ]),
        [[{ runAgain: 'createCapture', call: 1, after: 30_000 }]],
      ],
      numRuns: Number(process.env.PROPERTY_RUNS ?? 20),
    },
  );
});
