import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { refer } from '../captures/alert-reference.ts';
import { reportOf } from '../test-support/reports.ts';
import { withField } from '../test-support/with-field.ts';
import { target, watcher } from '../test-support/run-capture.ts';
import { runStory } from '../test-support/run-story.ts';
import { stateVersion } from '../captures/state-version.ts';
import { captureMachine } from './capture-machine.ts';
import { captureOnAlert } from './capture-on-alert.ts';
import { deliverReport } from './deliver.ts';
import * as inputs from './inputs.ts';
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

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const { vm, plan, alert, policy, arrivedAt, captureId } = target;
const reason = { code: 'NotAllowed', message: 'm', advice: 'a' };
const claim = {
  ...{ holder: 'x', vm, session: 's', plan, arrivedAt },
  alert: refer(captureId, alert),
};
const version = stateVersion;
const request = {
  ...{ version, plan, policy, arrivedAt, traceparent, warnings: ['w'] },
  alert: { ...alert, targets: [vm] },
  refused: [{ vm: 'x', reason }],
};
const policyFields = ['limitPolicy', 'waitSeconds', 'cooldownSeconds', 'onResolved', 'installAgent']
  .map((name) => `policy.${name}`)
  .join(' ');
const alertFields = 'alert.identity alert.rule alert.condition alert.firedAt';

/** Inputs that the app itself gives, each with the fields that it must have. */
const accepted: [schema: keyof typeof inputs, input: object, required: string][] = [
  [
    'captureRequest',
    request,
    `version ${alertFields} alert.targets plan ${policyFields} arrivedAt refused warnings`,
  ],
  [
    'machineCapture',
    { ...target, traceparent },
    `version vm plan ${policyFields} ${alertFields} captureId arrivedAt`,
  ],
  [
    'delivery',
    { version, receiver: 'slack', report: reportOf(), traceparent },
    'version receiver report',
  ],
  ['reportOrder', { version, report: reportOf(), receivers: ['x'] }, 'version report receivers'],
  ['lostCapture', { version, watcher, claim, fate: 'f' }, 'version watcher claim fate'],
];
for (const [name, input, required] of accepted) {
  test(`${name} accepts what the app gives, and needs each field of it`, () => {
    const accepts = (one: unknown): boolean => v.is(inputs[name], one);
    assert.ok(accepts(input));
    for (const field of required.split(' ')) {
      assert.equal(accepts(withField(input, field, undefined)), false, field);
    }
  });
}

test('a setting has one of its values', () => {
  for (const [path, values] of [
    ['alert.condition', ['fired', 'resolved', 'test']],
    ['policy.limitPolicy', ['wait', 'skip']],
    ['policy.onResolved', ['stop', 'continue']],
    ['policy.notifyOnStart', [true]],
    ['traceparent', [traceparent]],
  ] as const) {
    for (const value of [...values, 'other', '', false, 7]) {
      const isAccepted = v.is(inputs.machineCapture, withField(target, path, value));
      const isText = path === 'traceparent' && value === 'other';
      assert.equal(isAccepted, isText || values.some((one) => one === value), `${path} ${value}`);
    }
  }
});

test('a machine that is not captured has its name and the whole reason', () => {
  for (const refused of [
    { vm: 'x' },
    { reason },
    ...['code', 'message', 'advice'].map((name) => ({
      vm: 'x',
      reason: withField(reason, name, undefined),
    })),
  ]) {
    assert.equal(v.is(inputs.captureRequest, { ...request, refused: [refused] }), false);
  }
});
