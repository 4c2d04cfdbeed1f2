import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import type { Outcome } from '../src/captures/outcome.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start({
  settings: { CAPTURE_TIME_LIMIT_SECONDS: '1', CAPTURE_GRACE_SECONDS: '5' },
});
after(() => stack[Symbol.asyncDispose]());
const { client, simulator } = stack;

const fixture = (name: string): Promise<string> =>
  readFile(new URL(`fixtures/alerts/${name}`, import.meta.url), 'utf8');

const theirs = '7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';

/** The alert in its own subscription, with a short capture for any rule. */
async function alertOf(name: string): Promise<{ body: string; subscriptionId: string }> {
  const subscriptionId = randomUUID();
  const body = (await fixture(name))
    .replaceAll(theirs, subscriptionId)
    .replaceAll(/"captureSeconds": "\d+"/g, '"captureSeconds": "1"');
  return { body, subscriptionId };
}

/** A log alert on a workspace, with its machine in one of the possible places. */
const logAlert = (subscriptionId: string, essentials: object, rows: object[] = []): string => {
  const alert = JSON.parse(alertFor()) as { data: { essentials: object; alertContext: unknown } };
  Object.assign(alert.data.essentials, {
    signalType: 'Log',
    alertTargetIDs: [
      `/subscriptions/${subscriptionId}/resourcegroups/obs/providers/microsoft.operationalinsights/workspaces/law`,
    ],
    ...essentials,
  });
  alert.data.alertContext = { condition: { allOf: rows.map((dimensions) => ({ dimensions })) } };
  return JSON.stringify(alert);
};

async function outcomesOf(body: string): Promise<Outcome[]> {
  const id = await client.postAlert(body);
  const { view, notifications } = await stack.endOf(id);
  assert.equal(notifications.length, 1, view.summary);
  return view.targets as Outcome[];
}

const captured = async (body: string): Promise<string[]> =>
  (await outcomesOf(body)).map((outcome) => {
    assert.equal(outcome.end, 'timeLimit', JSON.stringify(outcome));
    return outcome.vm.toLowerCase();
  });

describe('every kind of alert is captured', { concurrency: 4 }, () => {
  for (const name of [
    '01-classic-metric-activated.json',
    '03-metric-noncommon-single-dimension-activated.json',
    '06-common-metric-fired-vm.json',
    '09-common-metric-multi-dimension.json',
    '12-common-log-alert-v2-resourceid-dimension.json',
    '14-common-log-alert-v2-vm-scope.json',
    '15-common-activity-log-vm.json',
    '20-activity-log-noncommon-vm.json',
    '21-common-resource-health-vm.json',
  ]) {
    test(name, async () => {
      const { body, subscriptionId } = await alertOf(name);
      const [vm, ...others] = await captured(body);
      assert.deepEqual(others, []);
      assert.equal(
        vm,
        `/subscriptions/${subscriptionId}/resourcegroups/rg-shop-prod/providers/microsoft.compute/virtualmachines/vm-web-03`,
      );
    });
  }

  test('across subscriptions, one session each and one notification', async () => {
    const machines = ['east', 'west'].map((name) => newMachine(name));
    assert.deepEqual(await captured(alertFor(...machines)), machines);
    for (const machine of machines) {
      assert.equal((await simulator.sessionsOf(machine)).length, 1);
    }
  });
});

describe('nothing is started, with the reason', { concurrency: true }, () => {
  for (const [name, reason] of [
    ['02-classic-metric-resolved.json', /resolved/],
    ['07-common-metric-resolved-vm.json', /resolved/],
    ['17-common-service-health.json', /No virtual machine/],
    ['19-test-notification-metric-static.json', /test notification/],
    ['24-non-vm-target-sql.json', /No virtual machine/],
  ] as const) {
    test(name, async () => {
      const { body } = await alertOf(name);
      const response = await client.call('alerts', { method: 'POST', body });
      assert.equal(response.status, 200);
      const answer = (await response.json()) as { captures: number; reason: string };
      assert.equal(answer.captures, 0);
      assert.match(answer.reason, reason);
    });
  }
});

describe('a resolution in a schema without ids', { concurrency: true }, () => {
  for (const [name, fired, resolved] of [
    ['01-classic-metric-activated.json', 'Activated', 'Resolved'],
    ['03-metric-noncommon-single-dimension-activated.json', 'Activated', 'Deactivated'],
  ] as const) {
    test(`ends the capture of its alert: ${name}`, async () => {
      const body = (await alertOf(name)).body.replace(
        '"captureSeconds": "1"',
        '"captureSeconds": "60"',
      );
      const id = await client.postAlert(body);
      await stack.waitForCapture(id, ({ targets: [target] }) => {
        return target !== undefined && 'stage' in target && target.stage === 'capturing';
      });
      const resolution = body
        .replace(`"${fired}"`, `"${resolved}"`)
        .replace('2026-11-20T02:14:07', '2026-11-20T02:31:12');
      assert.equal(await client.postAlert(resolution), id);
      const { view } = await stack.endOf(id);
      assert.equal((view.targets as Outcome[])[0]?.end, 'resolved', view.summary);
    });
  }
});

describe('a scale set', { concurrency: true }, () => {
  const newScaleSet = (name: string): string =>
    newMachine(name).replace('virtualmachines', 'virtualmachinescalesets');

  const scopeOf = async (scaleSet: string): Promise<unknown> => {
    const [session, ...others] = await simulator.sessionsOf(scaleSet);
    assert.deepEqual(others, []);
    assert.equal(session?.requested.targetType, 'AzureVMSS');
    return session.requested.scope;
  };

  test('is captured on all of its instances', async () => {
    const scaleSet = newScaleSet('edge');
    const [outcome] = await outcomesOf(alertFor(scaleSet));
    assert.ok(outcome?.end === 'timeLimit' && 'url' in outcome.file, JSON.stringify(outcome));
    assert.equal(outcome.vm, scaleSet);
    assert.deepEqual(await scopeOf(scaleSet), { include: [], exclude: [] });
    // One file for each of the three instances.
    const { files = [], fileCount, bytes } = outcome.file;
    assert.deepEqual(
      files.map(({ url }) => url.slice(url.lastIndexOf('_'))),
      ['_0.cap', '_1.cap', '_2.cap'],
    );
    assert.equal(fileCount, 3);
    assert.equal(
      bytes,
      files.reduce((sum, file) => sum + file.bytes, 0),
    );
    for (const number of [0, 1, 2]) {
      assert.match((outcome.traffic?.lines ?? []).join('\n'), new RegExp(`_${number}\\.cap: `));
    }
  });

  test('is captured on the instances that the alert names', async () => {
    const { body, subscriptionId } = await alertOf('08-common-metric-fired-vmss.json');
    const id = `/subscriptions/${subscriptionId}/resourcegroups/rg-shop-prod/providers/microsoft.compute/virtualmachinescalesets/vmss-edge`;
    await simulator.describeScaleSet({ id, instances: [{ instanceId: '1' }, { instanceId: '4' }] });
    const [outcome] = await outcomesOf(body);
    assert.ok(outcome?.end === 'timeLimit', JSON.stringify(outcome));
    // By number, as Azure CLI sends it.
    assert.deepEqual(await scopeOf(id), { include: ['4'], exclude: [] });
    assert.deepEqual(
      outcome.instances?.map((instance) => instance.toLowerCase()),
      [`${id}/virtualmachines/4`],
    );
    assert.match('url' in outcome.file ? outcome.file.url : '', /_4\.cap$/);
  });

  test('is captured again when another instance alerts in the meantime', async () => {
    const scaleSet = newScaleSet('pair');
    const alertOfInstance = (instance: string): string => {
      const alert = JSON.parse(alertFor(scaleSet)) as { data: Record<string, unknown> };
      const dimensions = [{ name: 'VMName', value: instance }];
      alert.data.alertContext = { condition: { allOf: [{ dimensions }] } };
      alert.data.customProperties = { captureSeconds: '30' };
      return JSON.stringify(alert);
    };
    const ids = [];
    for (const instance of ['pair_0', 'pair_1']) {
      const id = await client.postAlert(alertOfInstance(instance));
      await stack.waitForCapture(
        id,
        ({ targets: [target] }) =>
          target !== undefined && 'stage' in target && target.stage === 'capturing',
      );
      ids.push(id);
    }
    assert.equal((await simulator.sessionsOf(scaleSet)).length, 2);
    for (const id of ids) await client.call(`captures/${id}/stop`, { method: 'POST' });
  });

  describe('in Flexible mode', () => {
    /** Describes a set, its instance, and a machine of the same computer name in another set. */
    const flexibleSet = async (name: string): Promise<{ member: string; scaleSet: string }> => {
      const member = newMachine(`${name}_a1b2c3d4`);
      const other = member.replace(`${name}_a1b2c3d4`, `other-${name}_1`);
      const setOf = (set: string): string =>
        member
          .replace('virtualmachines', 'virtualmachinescalesets')
          .replace(`${name}_a1b2c3d4`, set);
      const scaleSet = setOf(name);
      await simulator.describeScaleSet({ id: scaleSet, orchestrationMode: 'Flexible' });
      const computerName = `${name}A1B2`;
      await simulator.describeMachine({ id: other, computerName, scaleSet: setOf('other') });
      await simulator.describeMachine({ id: member, computerName, scaleSet });
      return { member, scaleSet };
    };

    /** An alert about a set, whose dimension names an instance. */
    const alertAbout = (scaleSet: string, instance?: string): string => {
      const alert = JSON.parse(alertFor(scaleSet)) as { data: { alertContext: unknown } };
      const dimensions = instance === undefined ? [] : [{ name: 'VMName', value: instance }];
      alert.data.alertContext = { condition: { allOf: [{ dimensions }] } };
      return JSON.stringify(alert);
    };

    for (const [set, how, instance] of [
      ['flexa', 'its name', 'flexa_a1b2c3d4'],
      ['flexb', 'the name of its computer', 'FLEXBA1B2.shop.example'],
    ] as const) {
      test(`captures the virtual machine that is the instance, by ${how}`, async () => {
        const { member, scaleSet } = await flexibleSet(set);
        const [outcome] = await outcomesOf(alertAbout(scaleSet, instance));
        assert.ok(outcome?.end === 'timeLimit', JSON.stringify(outcome));
        assert.equal(outcome.vm.toLowerCase(), member);
        assert.ok('url' in outcome.file);
        assert.ok(outcome.file.url.toLowerCase().includes(`virtualmachines/${set}_a1b2c3d4`));
        const [session] = await simulator.sessionsOf(member);
        assert.equal(session?.requested.targetType, 'AzureVM');
      });
    }

    test('says what to do when the alert names no instance', async () => {
      const { scaleSet } = await flexibleSet('flexc');
      const [outcome] = await outcomesOf(alertAbout(scaleSet));
      assert.ok(outcome?.end === 'failed');
      assert.equal(outcome.failure.code, 'ScaleSetIsFlexible');
      assert.match(outcome.failure.advice, /dimension VMName/);
    });
  });

  test('without the named instance is reported', async () => {
    const { body } = await alertOf('08-common-metric-fired-vmss.json');
    const [outcome] = await outcomesOf(body);
    assert.ok(outcome?.end === 'failed');
    assert.equal(outcome.failure.code, 'InstanceNotFound');
    assert.match(outcome.failure.message, /vmss-edge has no instance vmss-edge_4/);
  });
});

describe('a machine that is not in Azure', { concurrency: true }, () => {
  test('does not lead to a capture of an Azure machine of its name', async () => {
    const namesake = newMachine('hyb-10');
    await simulator.describeMachine({ id: namesake });
    const arc = namesake.replace(
      'microsoft.compute/virtualmachines',
      'microsoft.hybridcompute/machines',
    );
    const body = logAlert(randomUUID(), { alertTargetIDs: [arc] }, [
      [{ name: 'Computer', value: 'hyb-10.contoso.example' }],
    ] as never);
    const response = await client.call('alerts', { method: 'POST', body });
    assert.equal(response.status, 200);
    const { reason } = (await response.json()) as { reason: string };
    assert.match(reason, /No virtual machine .* hyb-10 is an Azure Arc-enabled server/);
    assert.deepEqual(await simulator.sessionsOf(namesake), []);
  });
});

describe('a computer that a log alert names', { concurrency: true }, () => {
  test('is looked up among the machines that the app may read', async () => {
    const machine = newMachine('solo-01');
    await simulator.describeMachine({ id: machine });
    const elsewhere = randomUUID();
    const alert = logAlert(elsewhere, { configurationItems: ['SOLO-01.shop.example'] });
    assert.deepEqual(await captured(alert), [machine]);
  });

  test('is found among the instances of a scale set', async () => {
    const id = newMachine('edge').replace('virtualmachines', 'virtualmachinescalesets');
    await simulator.describeScaleSet({
      id,
      instances: [{ instanceId: '9' }, { instanceId: '10' }],
    });
    const alert = logAlert(id.split('/')[2] ?? '', {}, [
      [{ name: 'Computer', value: 'edge00000A.shop.example' }],
    ] as never);
    assert.deepEqual(await captured(alert), [id]);
    const [session] = await simulator.sessionsOf(id);
    assert.deepEqual(session?.requested.scope, { include: ['10'], exclude: [] });
  });

  test('is refused when its name is not unique', async () => {
    const twins = [newMachine('twin-01'), newMachine('twin-01')];
    for (const id of twins) await simulator.describeMachine({ id });
    const row = [{ name: 'Computer', value: 'twin-01' }];
    const [outcome] = await outcomesOf(logAlert(randomUUID(), {}, [row]));
    assert.ok(outcome?.end === 'failed');
    assert.equal(outcome.failure.code, 'ComputerAmbiguous');
    for (const twin of twins) assert.ok(outcome.failure.message.toLowerCase().includes(twin));
    for (const twin of twins) assert.deepEqual(await simulator.sessionsOf(twin), []);
  });

  test('is reported when it does not exist', async () => {
    const [outcome] = await outcomesOf(
      logAlert(randomUUID(), { configurationItems: ['unknown-01'] }),
    );
    assert.ok(outcome?.end === 'failed');
    assert.equal(outcome.failure.code, 'ComputerNotFound');
    assert.match(outcome.failure.advice, /_ResourceId/);
  });
});
