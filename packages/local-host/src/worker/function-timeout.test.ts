import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { OrchestrationContext } from 'durable-functions';
import { EntityId } from 'durable-functions';
import type { FunctionApp } from '../model/function-app.ts';
import { HandClock, settled } from '../test-support/hand-clock.ts';
import { startFunctions } from '../test-support/start-host.ts';
import { withTimeout } from './function-timeout.ts';

const limit = { text: '00:05:00', milliseconds: 300_000 };
const never = new Promise<never>(() => undefined);
const exceeded = (name: string) =>
  `Timeout value of 00:05:00 was exceeded by function: Functions.${name}`;

test('a call that takes too long fails, and its late result is ignored', async () => {
  const clock = new HandClock('2026-01-01T00:00:00Z');
  const late = Promise.withResolvers<never>();
  const app = { invoke: () => late.promise } as unknown as FunctionApp;
  const slow: string[] = [];
  const call = withTimeout(app, limit, clock, (name) => slow.push(name)).invoke('f', {
    triggerData: { value: null },
  });
  const failed = assert.rejects(call, { message: exceeded('f') });
  await clock.goTo('2026-01-01T00:04:59Z');
  assert.deepEqual(slow, []);
  await clock.goTo('2026-01-01T00:05:00Z');
  await failed;
  assert.deepEqual(slow, ['f']);
  late.reject(new Error('too late'));
  await settled();
});

test('a call that ends in time leaves no alarm', async () => {
  const clock = new HandClock('2026-01-01T00:00:00Z');
  const app = { invoke: async () => ({ returnJson: '1' }) } as unknown as FunctionApp;
  const limited = withTimeout(app, limit, clock, () => undefined);
  const { returnJson } = await limited.invoke('f', { triggerData: { value: null } });
  assert.equal(returnJson, '1');
  assert.deepEqual(clock.alarms, []);
});

/** Runs an orchestration for six minutes, with functions that do not end. */
async function run(
  t: TestContext,
  handler: (context: OrchestrationContext) => Generator<never, unknown, never>,
) {
  const clock = new HandClock('2026-01-01T00:00:00Z');
  let calls = 0;
  const host = await startFunctions(
    t,
    {
      orchestrators: { caller: handler },
      activities: { hangs: () => never },
      entities: {
        async counter({ df }) {
          if (++calls === 1) await never;
          df.return(calls);
        },
      },
    },
    { clock, functionTimeout: limit },
  );
  const id = await host.hub.start({ name: 'caller', input: 'null' });
  await clock.goTo('2026-01-01T00:06:00Z');
  return host.engine.store.instances.get(id);
}

test('an activity that hangs fails, and its orchestrator handles it', async (t) => {
  const instance = await run(t, function* ({ df }) {
    try {
      return yield df.callActivity('hangs') as never;
    } catch (error) {
      return (error as Error).message;
    }
  });
  assert.equal(instance?.status, 'Completed');
  assert(instance.output?.includes(exceeded('hangs')), String(instance.output));
});

test('an operation of an entity that hangs fails, and the next one runs', async (t) => {
  const instance = await run(t, function* ({ df }) {
    const id = new EntityId('counter', 'a');
    try {
      yield df.callEntity(id, 'add') as never;
    } catch {
      return yield df.callEntity(id, 'add') as never;
    }
    return 'not failed';
  });
  assert.deepEqual([instance?.status, instance?.output], ['Completed', '2']);
});
