import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { FieldError } from './alert.ts';
import { AlertError } from './alert.ts';
import { instanceIdOf } from './instance-id.ts';
import { parseAlert } from './parse-alert.ts';
import { reasonToIgnore } from './reason-to-ignore.ts';

const fixtures = new URL('../../test/fixtures/alerts/', import.meta.url);
const payload = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(name, fixtures), 'utf8')) as Record<string, unknown>;

const machine =
  '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourcegroups/rg-shop-prod/providers/microsoft.compute/virtualmachines/vm-web-03';

function errorsOf(body: unknown): readonly FieldError[] {
  try {
    parseAlert(body);
  } catch (error) {
    assert(error instanceof AlertError);
    return error.errors;
  }
  return [];
}

describe('the common schema', () => {
  test('tells the alert and its machine', () => {
    const alert = parseAlert(payload('06-common-metric-fired-vm.json'));
    assert.equal(alert.rule, 'net-out-spike-vm-web-03');
    assert.equal(alert.severity, 'Sev2');
    assert.equal(alert.condition, 'fired');
    assert.equal(alert.firedAt, '2026-11-20T02:14:07.441Z');
    assert.deepEqual(
      alert.targets.map((target) => target.id),
      [machine],
    );
    assert.equal(reasonToIgnore(alert), undefined);
  });

  test('finds the machine of a log alert among the configuration items', () => {
    const alert = parseAlert(payload('12-common-log-alert-v2-resourceid-dimension.json'));
    assert.deepEqual(
      alert.targets.map((target) => target.name),
      ['vm-web-03'],
    );
  });

  test('has each machine once', () => {
    const body = payload('06-common-metric-fired-vm.json');
    const { essentials } = body.data as { essentials: Record<string, unknown> };
    essentials.alertTargetIDs = [
      machine,
      machine.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'),
    ];
    essentials.configurationItems = [machine];
    assert.equal(parseAlert(body).targets.length, 1);
  });

  test('gives firing and resolution of one alert one instance', () => {
    const fired = parseAlert(payload('06-common-metric-fired-vm.json'));
    const resolved = parseAlert(payload('07-common-metric-resolved-vm.json'));
    assert.equal(instanceIdOf(fired), instanceIdOf(resolved));
    assert.match(instanceIdOf(fired), /^alert-capture-[0-9a-f]{24}$/);
  });
});

describe('the classic metric schema', () => {
  test('tells the alert and its machine', () => {
    const alert = parseAlert(payload('01-classic-metric-activated.json'));
    assert.equal(alert.rule, 'legacy-tcp-sent');
    assert.equal(alert.targets[0]?.name, 'vm-web-03');
    assert.equal(alert.severity, undefined);
    assert.equal(reasonToIgnore(alert), undefined);
  });
});

describe('an alert asks for nothing', () => {
  const reasons: Record<string, RegExp> = {
    '02-classic-metric-resolved.json': /resolved/,
    '07-common-metric-resolved-vm.json': /resolved/,
    '17-common-service-health.json': /No virtual machine/,
    '19-test-notification-metric-static.json': /test notification/,
    '24-non-vm-target-sql.json': /No virtual machine/,
  };
  for (const [name, reason] of Object.entries(reasons)) {
    test(name, () => assert.match(reasonToIgnore(parseAlert(payload(name))) ?? '', reason));
  }
});

describe('what is no alert is refused', () => {
  for (const body of [null, [], 3, 'x', {}, { schemaId: 'other' }, { status: 'Activated' }]) {
    test(JSON.stringify(body), () => {
      assert.deepEqual(
        errorsOf(body).map((error) => error.field),
        ['schemaId'],
      );
    });
  }

  test('with the field, what is expected, and what stood there', () => {
    const body = payload('06-common-metric-fired-vm.json');
    const { essentials } = body.data as { essentials: Record<string, unknown> };
    essentials.alertTargetIDs = [machine, 'vm-web-03'];
    essentials.monitorCondition = 'Burning';
    delete essentials.alertRule;
    assert.deepEqual(errorsOf(body), [
      { field: 'data.essentials.alertRule', expected: 'this field to be present', got: 'nothing' },
      {
        field: 'data.essentials.monitorCondition',
        expected: '"Fired" or "Resolved"',
        got: '"Burning"',
      },
      {
        field: 'data.essentials.alertTargetIDs.1',
        expected: 'a resource id: /subscriptions/…/providers/…',
        got: '"vm-web-03"',
      },
    ]);
  });

  test('also when a configuration item only looks like a resource id', () => {
    const body = payload('14-common-log-alert-v2-vm-scope.json');
    const { essentials } = body.data as { essentials: Record<string, unknown> };
    essentials.configurationItems = ['vm-web-03', '/subscriptions/none'];
    assert.equal(errorsOf(body)[0]?.field, 'data.essentials.configurationItems.1');
  });
});

test('whatever comes in, it is an alert or a refusal', () => {
  const common = payload('06-common-metric-fired-vm.json');
  const { essentials } = common.data as { essentials: Record<string, unknown> };
  const mangled = fc
    .tuple(fc.constantFrom(...Object.keys(essentials)), fc.jsonValue())
    .map(([key, value]) => ({
      ...common,
      data: { essentials: { ...essentials, [key]: value } },
    }));
  fc.assert(
    fc.property(fc.oneof(mangled, fc.jsonValue()), (body) => {
      try {
        assert(Array.isArray(parseAlert(body).targets));
      } catch (error) {
        assert(error instanceof AlertError);
        assert(error.errors.length > 0);
      }
    }),
  );
});
