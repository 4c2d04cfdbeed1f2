import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { only, snapshot, subscriptionId } from './snapshot.ts';

const other = '22222222-2222-2222-2222-222222222222';
const machines = `/subscriptions/${subscriptionId}/resourceGroups/machines`;

/** The scope in a role assignment's id. The id contains an unknown principal: …guid('SCOPE', … */
const scopeOf = (id: string): string => /guid\('([^']+)'/.exec(id)?.[1] ?? id;

describe('what azd provision deploys', () => {
  test('captures go to an account with a shared key, and are deleted; the host has none', async () => {
    const resources = await snapshot('main.bicepparam', { CAPTURE_RETENTION_DAYS: '7' });
    const accounts = 'Microsoft.Storage/storageAccounts';
    const access = (prefix: string) => {
      const { properties } = only(resources, accounts, prefix);
      const { allowSharedKeyAccess, minimumTlsVersion } = properties as Record<string, unknown>;
      return { allowSharedKeyAccess, minimumTlsVersion };
    };
    assert.deepEqual(access('stcap'), {
      allowSharedKeyAccess: true,
      minimumTlsVersion: 'TLS1_2',
    });
    assert.deepEqual(access('sthost'), {
      allowSharedKeyAccess: false,
      minimumTlsVersion: 'TLS1_2',
    });
    const lifecycle = only(resources, `${accounts}/managementPolicies`);
    assert.match(lifecycle.name, /^stcap/);
    assert.match(
      JSON.stringify(lifecycle.properties),
      /"delete":\{"daysAfterModificationGreaterThan":7\}/,
    );
  });

  test('the app may capture only in its scopes', async () => {
    const resources = await snapshot('main.bicepparam', {
      CAPTURE_SCOPES: `${machines},/subscriptions/${other}`,
    });
    const roles = new Map(
      resources
        .filter((one) => one.type === 'Microsoft.Authorization/roleDefinitions')
        .map(({ name, properties }) => [
          name,
          (properties as { roleName: string }).roleName.split(' ')[1],
        ]),
    );
    const assigned = resources
      .filter((one) => one.type === 'Microsoft.Authorization/roleAssignments')
      .map(({ id, properties }) => {
        const { roleDefinitionId } = properties as { roleDefinitionId: string };
        return { scope: scopeOf(id), role: roles.get(roleDefinitionId.split('/').at(-1) ?? '') };
      });
    const scopesOf = (role: string) =>
      assigned.filter((one) => one.role === role).map(({ scope }) => scope);

    assert.deepEqual(new Set(scopesOf('sessions')), new Set([machines, `/subscriptions/${other}`]));
    assert.deepEqual(
      new Set(scopesOf('lookup')),
      new Set([`/subscriptions/${subscriptionId}`, `/subscriptions/${other}`]),
    );
    assert.equal(scopesOf('files').length, 1);
    assert.match(scopesOf('files')[0] ?? '', /storageAccounts\/stcap\w+$/);
    const outside = assigned.filter(({ scope }) => !scope.includes('/resourceGroups/rg-test/'));
    assert.ok(outside.every(({ role }) => role === 'sessions' || role === 'lookup'));
  });

  test('without scopes, the whole subscription of the app is one', async () => {
    const resources = await snapshot('main.bicepparam', {});
    const inSubscription = resources.filter(
      ({ type, id }) =>
        type === 'Microsoft.Authorization/roleAssignments' &&
        scopeOf(id) === `/subscriptions/${subscriptionId}`,
    );
    assert.equal(inSubscription.length, 2);
    const settings = JSON.stringify(only(resources, 'Microsoft.Web/sites/config').properties);
    assert.ok(settings.includes(`'ALLOWED_SCOPES', '/subscriptions/${subscriptionId}'`));
  });

  test('the right to install the agent and to make links comes with the setting for it', async () => {
    const roleAssignments = async (values: Record<string, string>): Promise<number> => {
      const resources = await snapshot('main.bicepparam', values);
      const type = 'Microsoft.Authorization/roleAssignments';
      return resources.filter((one) => one.type === type).length;
    };
    const plain = await roleAssignments({
      CAPTURE_INSTALL_AGENT: 'false',
      CAPTURE_LINK_HOURS: '0',
    });
    assert.equal(await roleAssignments({}), plain);
    assert.equal(
      await roleAssignments({ CAPTURE_INSTALL_AGENT: 'true', CAPTURE_LINK_HOURS: '24' }),
      plain + 2,
    );
  });

  test('what the environment says becomes settings of the app; what is empty does not', async () => {
    const resources = await snapshot('main.bicepparam', {
      CAPTURE_LIMIT: '3',
      CAPTURE_TOTAL_BYTES: '',
    });
    const settings = JSON.stringify(only(resources, 'Microsoft.Web/sites/config').properties);
    assert.match(settings, /'CAPTURE_LIMIT', '3'/);
    assert.match(settings, /'AZURE_CLIENT_ID'/);
    assert.doesNotMatch(settings, /CAPTURE_TOTAL_BYTES|DURABLE_TASK_SCHEDULER/);
  });

  test('a workbook and alerts watch the service, and tell the operators', async () => {
    const operators = `${machines}/providers/Microsoft.Insights/actionGroups/operators`;
    const resources = await snapshot('main.bicepparam', {
      CAPTURE_OPERATOR_ACTION_GROUP_IDS: operators,
    });
    const rules = resources.filter(({ type }) => type === 'Microsoft.Insights/scheduledQueryRules');
    assert.deepEqual(
      rules.map(({ name }) => name.replace(/^func-\w+ /, '')),
      ['captures failing', 'alerts refused', 'app not running'],
    );
    for (const { properties } of rules) {
      const { actions } = properties as { actions: unknown };
      assert.deepEqual(actions, { actionGroups: [operators] });
    }
    const { properties } = only(resources, 'Microsoft.Insights/workbooks');
    const { serializedData } = properties as { serializedData: string };
    const { version, items } = JSON.parse(serializedData) as { version: string; items: unknown[] };
    assert.equal(version, 'Notebook/1.0');
    assert.ok(items.length > 5);
  });

  test('the queries of the workbook and the alerts read events that the app logs', () => {
    const queries = ['workbook.json', 'modules/service-monitoring.bicep'].map((file) =>
      readFileSync(join(import.meta.dirname, file), 'utf8'),
    );
    const events = queries.flatMap((text) => [
      ...[...text.matchAll(/line\.event == \\?["']([\w-]+)/g)].map(([, event = '']) => event),
      ...[...text.matchAll(/line\.event in \(([^)]*)\)/g)].flatMap(
        ([, list = '']) => list.match(/[\w-]+/g) ?? [],
      ),
    ]);
    const guide = readFileSync(join(import.meta.dirname, '../docs/notifications.md'), 'utf8');
    assert.ok(events.length > 8, events.join(' '));
    assert.deepEqual(
      events.filter((event) => !guide.includes(`| \`${event}\``)),
      [],
    );
  });

  test('the Durable Task Scheduler and Entra ID come only when asked for', async () => {
    const plain = await snapshot('main.bicepparam', {});
    const types = new Set(plain.map(({ type }) => type));
    assert.ok(!types.has('Microsoft.DurableTask/schedulers'));
    assert.ok(!plain.some(({ name }) => name.endsWith('/authsettingsV2')));

    const full = await snapshot('main.bicepparam', {
      CAPTURE_DURABLE_BACKEND: 'durableTaskScheduler',
      CAPTURE_ENTRA_CLIENT_ID: '44444444-4444-4444-4444-444444444444',
      CAPTURE_ENTRA_ALLOWED_APPLICATIONS: '461e8683-5575-4561-ac7f-899cc907d62a',
    });
    only(full, 'Microsoft.DurableTask/schedulers/taskHubs');
    const names = full.map(({ name }) => name);
    assert.ok(names.some((name) => name.endsWith('/authsettingsV2')));
    const settings = full.find(({ name }) => name.endsWith('/appsettings'));
    assert.match(JSON.stringify(settings?.properties), /scheduler/);
  });

  test('Entra ID without allowed applications allows none by name', async () => {
    const resources = await snapshot('main.bicepparam', { CAPTURE_ENTRA_CLIENT_ID: '44444444' });
    const settings = resources.find(({ name }) => name.endsWith('/authsettingsV2'));
    assert.match(
      JSON.stringify(settings?.properties),
      /"defaultAuthorizationPolicy":\{"allowedApplications":\[\]\}/,
    );
  });

  test('people sign in with Entra ID only when asked for; alerts keep their key', async () => {
    const entra = { CAPTURE_ENTRA_CLIENT_ID: '44444444', CAPTURE_SIGN_IN: 'entra' };
    const authentication = async (values: Record<string, string>): Promise<string> => {
      const resources = await snapshot('main.bicepparam', values);
      const found = resources.find(({ name }) => name.endsWith('/authsettingsV2'));
      return JSON.stringify(found?.properties);
    };
    const people = await authentication(entra);
    assert.match(people, /"RedirectToLoginPage".*"excludedPaths":\["\/api\/alerts"\]/);
    assert.match(people, /"allowedApplications":\["44444444"\]/);
    const both = await authentication({ ...entra, CAPTURE_ENTRA_WEBHOOK_OBJECT_ID: '5' });
    assert.doesNotMatch(both, /excludedPaths/);
    const applications = await authentication({ CAPTURE_ENTRA_CLIENT_ID: '44444444' });
    assert.match(applications, /"Return401"/);
    assert.doesNotMatch(applications, /excludedPaths|RedirectToLoginPage/);
  });

  test('a variable of another tool does not change the deployment', async () => {
    const plain = await snapshot('main.bicepparam', {});
    const others = { NODE_VERSION: '24.1.0', MAXIMUM_INSTANCES: 'many', RETENTION_DAYS: 'x' };
    assert.deepEqual(await snapshot('main.bicepparam', others), plain);
  });

  test('fewer instances than are kept ready are refused in words', async () => {
    await assert.rejects(
      snapshot('main.bicepparam', {
        CAPTURE_MAXIMUM_INSTANCES: '3',
        CAPTURE_ALWAYS_READY_INSTANCES: '2',
      }),
      /CAPTURE_MAXIMUM_INSTANCES\) is 3, but 4 instances are kept ready/,
    );
    const resources = await snapshot('main.bicepparam', {
      CAPTURE_MAXIMUM_INSTANCES: '4',
      CAPTURE_ALWAYS_READY_INSTANCES: '2',
    });
    assert.match(
      JSON.stringify(only(resources, 'Microsoft.Web/sites').properties),
      /"maximumInstanceCount":4/,
    );
  });

  test('custom roles keep their ids from one deployment to the next, until new ones are asked for', async () => {
    const rolesOf = async (values: Record<string, string>) =>
      (await snapshot('main.bicepparam', values))
        .filter(({ type }) => type === 'Microsoft.Authorization/roleDefinitions')
        .map(({ name, properties }) => [name, (properties as { roleName: string }).roleName]);
    const before = await rolesOf({});
    const after = await rolesOf({ CAPTURE_ROLE_GENERATION: '2' });
    assert.deepEqual(await rolesOf({}), before);
    assert.equal(before.length, 5);
    assert.equal(new Set([...before, ...after].flat()).size, 20);
  });
});
