import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { OrchestrationContext, Task } from 'durable-functions';
import { startFunctions } from '../test-support/start-host.ts';
import { ended } from '../test-support/wait-for.ts';
import { argumentText, jsonText, NotJsonError } from '../model/json-text.ts';

type Orchestrator = (context: OrchestrationContext) => Generator<Task, unknown>;

/** Runs an orchestrator to its end and returns how it ended. */
async function run(t: TestContext, orchestrator: Orchestrator): Promise<string> {
  const host = await startFunctions(t, {
    orchestrators: { it: orchestrator },
    activities: { echo: (value: unknown) => value },
  });
  const id = await host.hub.start({ name: 'it' });
  const { status, output } = await ended(host.hub, id);
  return `${status} ${output}`;
}

test('a string argument is read as JSON, and so is a value that converts to a string', () => {
  assert.equal(argumentText('"Tokyo"'), '"Tokyo"');
  assert.equal(argumentText({ a: [1, undefined] }), '{"a":[1,null]}');
  assert.equal(argumentText(new Date(0)), '1970-01-01T00:00:00.000Z');
  assert.equal(argumentText(undefined), null);
  assert.equal(argumentText(null), 'null');
  assert.equal(argumentText(Number.NaN), 'null');
  assert.equal(
    jsonText(() => 1),
    undefined,
  );
  assert.throws(() => jsonText(1n), NotJsonError);
});

const unwritable = /^Failed "Orchestrator function 'it' failed: .*BigInt/;

test('an orchestrator with an action that cannot be serialized fails with the reason', async (t) => {
  const output = await run(t, function* ({ df }) {
    yield df.callActivity('echo', 1);
    yield df.callActivity('echo', 1n);
  });
  assert.match(output, unwritable);
});

test('an orchestrator whose output or status cannot be serialized fails as well', async (t) => {
  const withOutput = await run(t, function* ({ df }) {
    yield df.callActivity('echo', 1);
    return { sum: 1n };
  });
  assert.match(withOutput, unwritable);
  const withStatus = await run(t, function* ({ df }) {
    df.setCustomStatus({ sum: 1n });
    yield df.callActivity('echo', 1);
  });
  assert.match(withStatus, unwritable);
});

test('a value that JSON leaves out is absent', async (t) => {
  const output = await run(t, function* ({ df }) {
    const echoed: unknown = yield df.callActivity('echo', () => 1);
    return [echoed, undefined, () => 1];
  });
  assert.equal(output, 'Completed [null,null,null]');
  const ended = await run(t, function* ({ df }) {
    yield df.callActivity('echo', 1);
    return () => 1;
  });
  assert.equal(ended, 'Completed null');
});
