import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CaptureFailed } from '../captures/failure.ts';
import type { Driven } from '../test-support/drive.ts';
import { drive } from '../test-support/drive.ts';
import type { Call } from '../test-support/run-story.ts';
import {
  count,
  fail,
  machine,
  ok,
  runCapture as run,
  target,
  watcher,
} from '../test-support/run-capture.ts';
import { CaptureRun } from '../workflow/capture-run.ts';
import { prepareMachine } from './prepare-machine.ts';

describe('a machine without the agent', () => {
  const lacksIt = fail('AgentMissing');

  test('fails, unless the operator wants it installed', async () => {
    const { outcome } = await run({ resolveWatcher: lacksIt });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'AgentMissing');
  });

  test('is captured after the agent was installed', async () => {
    let looks = 0;
    const { outcome, names, seconds } = await run(
      {
        resolveWatcher: () => (looks < 3 ? lacksIt : ok(watcher)),
        installAgent: () => ok(++looks < 3 ? 'installing' : 'installed'),
      },
      [],
      { installAgent: true },
    );
    assert.equal(outcome.end, 'timeLimit');
    assert.equal(count(names, 'installAgent'), 3);
    assert.equal(seconds, 66);
  });
});

describe('the preparation of a machine', () => {
  const setId = machine.id.replace('virtualMachines/vm-1', 'virtualMachineScaleSets/set');
  const set = { ...machine, id: setId, name: 'set', instances: [] };

  function prepare(
    answer: (call: Call) => unknown,
    { vm = machine, filePath }: { vm?: typeof machine; filePath?: string } = {},
  ): Driven<unknown> {
    const plan = { ...target.plan, ...(filePath !== undefined && { filePath }) };
    return drive(
      function* (context) {
        const facts = { vm: vm.id, warnings: [] };
        const run = new CaptureRun(context, { plan, alert: target.alert }, facts);
        try {
          return yield* prepareMachine(run, vm, { ...target.policy, installAgent: true });
        } catch (error) {
          assert.ok(error instanceof CaptureFailed);
          return error.failure;
        }
      },
      { input: target, answer },
    );
  }

  test('checks the storage account, unless the file stays on the machine', () => {
    const { storageAccountId } = target.plan;
    for (const [filePath, input] of [
      [undefined, { vm: machine, storageAccountId }],
      ['/var/x.cap', { vm: machine }],
    ] as const) {
      const { calls, result } = prepare(() => ok(watcher), filePath ? { filePath } : {});
      assert.deepEqual(calls, [{ name: 'resolveWatcher', input, at: 0 }]);
      assert.deepEqual(result, watcher);
    }
  });

  test('installs only an agent that is missing or being updated, and not on a scale set', () => {
    for (const [code, vm, isInstalled] of [
      ['AgentMissing', machine, true],
      ['AgentUpdating', machine, true],
      ['Forbidden', machine, false],
      ['AgentMissing', set, false],
    ] as const) {
      let checks = 0;
      const { names, statuses, result } = prepare(
        ({ name }) =>
          name === 'installAgent' ? ok('installed') : ++checks > 1 ? ok(watcher) : fail(code),
        { vm },
      );
      const installs = ['0 resolveWatcher', '0 installAgent', '0 resolveWatcher'];
      assert.deepEqual(names, isInstalled ? installs : ['0 resolveWatcher']);
      const stages = [{ stage: 'installing', vm: machine.id, warnings: [] }];
      assert.deepEqual(statuses, isInstalled ? stages : []);
      assert.partialDeepStrictEqual(result, isInstalled ? watcher : { code });
    }
  });

  test('looks every ten seconds whether the agent is installed, for ten minutes', () => {
    const { calls, result } = prepare(({ name }) =>
      name === 'installAgent' ? ok('installing') : fail('AgentMissing'),
    );
    const times = calls.flatMap(({ name, at }) => (name === 'installAgent' ? [at] : []));
    assert.deepEqual(
      times,
      Array.from({ length: 61 }, (_, n) => 10 * n),
    );
    assert.deepEqual(calls[1]?.input, machine);
    assert.deepEqual(result, {
      step: 'installAgent',
      code: 'AgentNotInstalled',
      message: 'The Network Watcher agent is still being installed after 600 seconds.',
      advice: 'Look at the extensions of the machine in the portal.',
    });
  });
});
