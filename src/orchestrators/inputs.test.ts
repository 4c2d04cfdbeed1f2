import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportOf } from '../test-support/reports.ts';
import { target, watcher } from '../test-support/run-capture.ts';
import { runStory } from '../test-support/run-story.ts';
import { stateVersion } from '../captures/state-version.ts';
import { captureMachine } from './capture-machine.ts';
import { captureOnAlert } from './capture-on-alert.ts';
import { deliverReport } from './deliver.ts';
import { finishCapture } from './finish-capture.ts';
import { reportCaptures } from './report-captures.ts';

const orchestrators = {
  captureMachine,
  captureOnAlert,
  deliverReport,
  finishCapture,
  reportCaptures,
};

/** Inputs that the management API accepts, each with the field that is invalid. */
const cases: [name: keyof typeof orchestrators, input: unknown, field: RegExp][] = [
  ['captureMachine', undefined, /The input is wrong/],
  ['captureMachine', { ...target, vm: { ...target.vm, id: '@127.0.0.1:9443/vm' } }, /vm is wrong/],
  ['captureMachine', { ...target, policy: {} }, /policy\.limitPolicy is wrong/],
  ['captureMachine', { ...target, arrivedAt: 'now' }, /arrivedAt is wrong/],
  ['captureOnAlert', { alert: { ...target.alert, targets: 1 } }, /alert\.targets is wrong/],
  ['deliverReport', { receiver: '', report: reportOf() }, /receiver is wrong/],
  ['deliverReport', { receiver: 'x', report: {} }, /report\.id is wrong/],
  ['reportCaptures', { report: reportOf(), receivers: 'x' }, /receivers is wrong/],
  ['finishCapture', { watcher, claim: { holder: 'x', vm: target.vm } }, /claim\.session is wrong/],
];
for (const [name, input, field] of cases) {
  test(`${name} fails at once, ${field.source}`, async () => {
    const run = runStory({
      orchestrator: name,
      handler: orchestrators[name],
      instanceId: 'x',
      input: typeof input === 'object' ? { version: stateVersion, ...input } : input,
      answer: () => assert.fail('nothing may be called'),
    });
    await assert.rejects(run, { message: field });
  });
}
