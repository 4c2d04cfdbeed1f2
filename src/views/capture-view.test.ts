import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DurableOrchestrationStatus } from 'durable-functions';
import { ends } from '../captures/input-schemas.ts';
import type { MachineProgress } from '../captures/progress.ts';
import type { InstanceStatus } from '../task-hub/management-api.ts';
import { captureOutcomes, isActiveRow, outcomesOf } from './capture-outcome.ts';
import { rowFor } from './capture-row.ts';
import { isRunning, viewCapture } from './capture-view.ts';
import { isoTime, outcomeOfMachine, progressOf } from './instance-parts.ts';

const id = 'alert-capture-1';
const [vmA, vmB] = ['/vms/a', '/vms/b'];
const alert = {
  identity: 'a',
  rule: 'cpu',
  severity: 'Sev2',
  condition: 'fired',
  firedAt: '2026-11-20T02:13:00Z',
};
const plan = { timeLimitSeconds: 60 };
const input = {
  alert: { ...alert, targets: [{ id: vmA }, { id: vmB }] },
  plan,
  warnings: ['seconds was left out.'],
};
const instance = (runtimeStatus: string, more: Partial<InstanceStatus> = {}): InstanceStatus => ({
  name: 'captureOnAlert',
  instanceId: id,
  runtimeStatus,
  createdTime: '2026-11-20T02:14:00Z',
  lastUpdatedTime: '2026-11-20T02:15:00Z',
  input,
  output: null,
  customStatus: null,
  ...more,
});
const view = (status: InstanceStatus, progress: (MachineProgress | undefined)[] = []) =>
  viewCapture(status as unknown as DurableOrchestrationStatus, progress);

const started = '2026-11-20T02:14:00.000Z';
const updated = '2026-11-20T02:15:00.000Z';
const progress: MachineProgress = {
  vm: vmA,
  stage: 'capturing',
  startedAt: '2026-11-20T02:14:05.000Z',
  warnings: [],
};
const file = { url: 'https://x.example/1.cap', bytes: 7, metadataUrl: 'm' };
const ended = { vm: vmA, end: 'timeLimit', warnings: [], endedAt: updated, file };

describe('the view of a capture', () => {
  const base = { id, alert, plan, warnings: input.warnings, startedAt: started };

  test('has the progress of each machine while it runs', () => {
    const running = instance('Running', { customStatus: { stage: 'capturing' } });
    assert.deepEqual(view(running, [progress]), {
      ...base,
      state: 'running',
      stage: 'capturing',
      targets: [progress, { vm: vmB }],
    });
    assert.deepEqual(view(instance('Pending')), {
      ...base,
      state: 'starting',
      targets: [{ vm: vmA }, { vm: vmB }],
    });
  });

  test('has the outcomes and their sentences after its end', () => {
    const deliveries = [{ receiver: 'webhook', state: 'sent' }];
    const times = { startedAt: '2026-11-20T02:14:00.123Z', endedAt: '2026-11-20T02:15:00.456Z' };
    const skipped = {
      ...{ vm: vmB, end: 'skipped', warnings: [], endedAt: updated },
      reason: { code: 'LimitReached', message: 'The watcher is full.', advice: 'Wait.' },
    };
    const output = { captures: [ended, skipped], deliveries, ...times };
    const { summary, ...rest } = view(instance('Completed', { output }));
    const state = 'ended';
    assert.deepEqual(rest, { ...base, ...times, state, targets: output.captures, deliveries });
    assert.match(summary ?? '', /^a was captured[^\n]+\nb was not captured/);
  });

  test('has the reason of an instance that ended without a result', () => {
    const cases: [status: string, output: unknown, state: string, summary: string][] = [
      ['Failed', 'TypeError: x\n at y', 'failed', 'The instance failed: TypeError: x'],
      ['Failed', null, 'failed', 'The instance failed.'],
      ['Terminated', 'by hand', 'terminated', 'The instance was terminated: by hand'],
      ['Canceled', undefined, 'terminated', 'The instance was terminated.'],
      ['Completed', 'x', 'ended', 'The output of the instance could not be read.'],
      ['Completed', { captures: 1 }, 'ended', 'The output of the instance could not be read.'],
      ['Failed', 'x'.repeat(600), 'failed', `The instance failed: ${'x'.repeat(479)}`],
    ];
    for (const [status, output, state, summary] of cases) {
      assert.deepEqual(view(instance(status, { output })), {
        ...base,
        state,
        summary,
        endedAt: updated,
        targets: [{ vm: vmA }, { vm: vmB }],
      });
    }
  });

  test('says so when its input cannot be read', () => {
    const unreadable = [
      null,
      'x',
      { alert: 1 },
      { alert: { targets: [] } },
      { alert: { rule: 'r' } },
    ];
    for (const held of unreadable) {
      assert.deepEqual(view(instance('Running', { input: held })), {
        id,
        state: 'running',
        alert: { identity: id, rule: id, condition: 'fired', firedAt: started },
        targets: [],
        warnings: ['The input of the instance could not be read.'],
        startedAt: started,
      });
    }
    const part = { alert: input.alert, plan: 'x', warnings: 'x' };
    const { plan: shown, warnings } = view(instance('Running', { input: part }));
    assert.deepEqual([shown, warnings], [undefined, []]);
  });

  test('can be stopped until its notification', () => {
    const cases: [status: string, stage: string, isStoppable: boolean][] = [
      ['Pending', 'capturing', true],
      ['Running', 'capturing', true],
      ['ContinuedAsNew', 'capturing', true],
      ['Suspended', 'capturing', true],
      ['Running', 'notifying', false],
      ['Completed', 'ended', false],
      ['Failed', 'capturing', false],
      ['Terminated', 'capturing', false],
    ];
    for (const [status, stage, isStoppable] of cases) {
      const shown = view(instance(status, { customStatus: { stage } }));
      assert.equal(isRunning(shown), isStoppable, `${status} ${stage}`);
    }
  });
});

describe('the row of a capture', () => {
  test('has what a list shows', () => {
    const running = instance('Running', { customStatus: { stage: 'capturing' } });
    const shown = { rule: 'cpu', severity: 'Sev2', firedAt: alert.firedAt };
    assert.deepEqual(rowFor(running, [progress]), {
      id,
      state: 'running',
      stage: 'capturing',
      alert: shown,
      targets: [{ vm: vmA, stage: 'capturing', startedAt: progress.startedAt }, { vm: vmB }],
      timeLimitSeconds: 60,
      startedAt: started,
    });
    const times = { startedAt: started, endedAt: updated };
    const onMachine = { ...ended, vm: vmB, startedAt: started, file: { path: '/var/x.cap' } };
    const output = { captures: [ended, onMachine], deliveries: [], ...times };
    assert.deepEqual(rowFor(instance('Completed', { output })), {
      id,
      state: 'ended',
      alert: shown,
      targets: [
        { vm: vmA, end: 'timeLimit', bytes: 7 },
        { vm: vmB, end: 'timeLimit', startedAt: started },
      ],
      timeLimitSeconds: 60,
      ...times,
    });
    const { severity, ...mild } = input.alert;
    const row = rowFor(instance('Running', { input: { alert: mild } }));
    assert.equal(severity, 'Sev2');
    assert.deepEqual(row.alert, { rule: 'cpu', firedAt: alert.firedAt });
    assert(!('timeLimitSeconds' in row));
  });

  test('has the outcomes of its machines, the worst first', () => {
    const why = { step: 's', code: 'c', message: 'm', advice: 'a' };
    const any = { ...ended, failure: why, reason: why, to: { ...alert, id }, last: ended };
    const outcomesOfEnds = (...given: string[]) =>
      outcomesOf(
        rowFor(
          instance('Completed', {
            output: { captures: given.map((end) => ({ ...any, end })), deliveries: [] },
          }),
        ),
      );
    assert.deepEqual(
      ends.map((end) => `${end}: ${outcomesOfEnds(end).join()}`),
      [
        ...['timeLimit: captured', 'byteLimit: captured', 'stopped: captured'],
        ...['resolved: captured', 'failed: failed', 'lost: failed', 'timedOut: failed'],
        ...['attached: shared', 'cooldown: shared', 'skipped: skipped'],
      ],
    );
    assert.deepEqual(
      outcomesOfEnds('timeLimit', 'cooldown', 'stopped', 'skipped', 'lost', 'attached'),
      ['failed', 'skipped', 'shared', 'captured'],
    );
  });

  test('is active until the instance ends, and failed if it ends without a result', () => {
    const of = (status: string) => {
      const row = rowFor(instance(status));
      return [isActiveRow(row), outcomesOf(row)];
    };
    for (const status of ['Pending', 'Running', 'ContinuedAsNew', 'Suspended']) {
      assert.deepEqual(of(status), [true, ['running']], status);
    }
    for (const status of ['Failed', 'Terminated', 'Canceled']) {
      assert.deepEqual(of(status), [false, ['failed']], status);
    }
    assert(captureOutcomes.includes('failed'));
  });
});

test('the outcome of a machine is that of an instance that completed', () => {
  const of = (status: string, output: unknown) => outcomeOfMachine(instance(status, { output }));
  assert.deepEqual(of('Completed', ended), ended);
  assert.equal(of('Terminated', ended), undefined);
  for (const output of [null, 'x', [], {}, { end: 1 }]) {
    assert.equal(of('Completed', output), undefined);
  }
});

test('the progress of a machine has its id and stage', () => {
  assert.deepEqual(progressOf({ customStatus: progress }), progress);
  for (const customStatus of [
    null,
    'x',
    {},
    { vm: vmA },
    { stage: 'capturing' },
    { vm: 1, stage: 'x' },
  ]) {
    assert.equal(progressOf({ customStatus }), undefined);
  }
  assert.equal(progressOf(undefined), undefined);
});

test('a time is ISO 8601 UTC, also when the task hub does not know it', () => {
  assert.equal(isoTime('2026-11-20T02:14:00Z'), started);
  assert.equal(isoTime(new Date(started)), started);
  for (const time of [undefined, '', 'x']) assert.equal(isoTime(time), '0001-01-01T00:00:00.000Z');
});
