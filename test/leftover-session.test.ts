import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { instanceIdOf } from '../src/alerts/instance-id.ts';
import { parseAlert } from '../src/alerts/parse-alert.ts';
import type { Outcome } from '../src/captures/outcome.ts';
import { machineInstanceId } from '../src/captures/progress.ts';
import { sessionName } from '../src/captures/session.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start({ settings: { CAPTURE_TIME_LIMIT_SECONDS: '1' } });
after(() => stack[Symbol.asyncDispose]());
const { simulator } = stack;

/** An alert, and the name of its session. */
function alertAndSession(machine: string): { alert: string; name: string } {
  const alert = alertFor(machine);
  const id = instanceIdOf(parseAlert(JSON.parse(alert)));
  return { alert, name: sessionName(machineInstanceId(id, 0)) };
}

describe('a session with the name of ours', { concurrency: true }, () => {
  test('is replaced when it has ended and was for the same machine', async () => {
    const subscriptionId = randomUUID();
    const machine = newMachine('web-01', subscriptionId);
    const { alert, name } = alertAndSession(machine);
    const leftover = { name, subscriptionId, target: machine, timeLimitInSeconds: 1, ended: true };
    await simulator.addForeignSession(leftover);

    const { view } = await stack.endOf(await stack.client.postAlert(alert));
    assert.equal((view.targets as Outcome[])[0]?.end, 'timeLimit', view.summary);
    const calls = await simulator.ledger({ session: name });
    const operations = calls.map(({ operation }) => operation);
    assert.ok(
      operations.indexOf('packetCaptures.delete') < operations.indexOf('packetCaptures.create'),
    );
  });

  test('is left alone when it is for another machine', async () => {
    const subscriptionId = randomUUID();
    const other = newMachine('web-02', subscriptionId);
    const { alert, name } = alertAndSession(newMachine('web-03', subscriptionId));
    await simulator.addForeignSession({ name, subscriptionId, target: other });

    const { view } = await stack.endOf(await stack.client.postAlert(alert));
    const [outcome] = view.targets as Outcome[];
    assert.ok(outcome?.end === 'failed', view.summary);
    assert.equal(outcome.failure.code, 'SessionNameTaken');
    const [session] = await simulator.sessionsOf(other);
    assert.equal(session?.listed, true);
    assert.deepEqual(await simulator.ledger({ session: name, method: 'DELETE' }), []);
  });
});
