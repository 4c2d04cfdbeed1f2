import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { only, snapshot, subscriptionId } from './snapshot.ts';

const network = `/subscriptions/${subscriptionId}/resourceGroups/hub/providers/Microsoft.Network`;
const appSubnet = `${network}/virtualNetworks/hub/subnets/app`;
const machineSubnet = `${network}/virtualNetworks/hub/subnets/machines`;
const workspace = `/subscriptions/${subscriptionId}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/logs`;

const everything = {
  CAPTURE_APP_SUBNET_ID: appSubnet,
  CAPTURE_ENDPOINT_SUBNET_ID: `${network}/virtualNetworks/hub/subnets/endpoints`,
  CAPTURE_DNS_ZONES_GROUP_ID: `/subscriptions/${subscriptionId}/resourceGroups/dns`,
  CAPTURE_STORAGE_SUBNET_IDS: machineSubnet,
  CAPTURE_STORAGE_IP_RULES: '203.0.113.0/24, 198.51.100.7',
  CAPTURE_DIAGNOSTICS_WORKSPACE_ID: workspace,
  CAPTURE_TAGS: '{"cost-center": "42"}',
  CAPTURE_DURABLE_BACKEND: 'durableTaskScheduler',
  CAPTURE_ENTRA_CLIENT_ID: '44444444-4444-4444-4444-444444444444',
  CAPTURE_ADDITIONAL_ACTIONS: 'Microsoft.Compute/virtualMachines/write',
  CAPTURE_LINK_HOURS: '24',
  CAPTURE_INSTALL_AGENT: 'true',
};

const accounts = 'Microsoft.Storage/storageAccounts';

describe('by default', () => {
  test('there is no firewall, virtual network, private endpoint or diagnostic setting', async () => {
    const resources = await snapshot('main.bicepparam', {});
    const text = JSON.stringify(resources);
    assert.doesNotMatch(
      text,
      /networkAcls|publicNetworkAccess|virtualNetworkSubnetId|privateEndpoints|diagnosticSettings/,
    );
  });
});

describe('with all optional parameters', async () => {
  const resources = await snapshot('main.bicepparam', everything);

  test('the app calls out through its subnet', () => {
    const { virtualNetworkSubnetId } = only(resources, 'Microsoft.Web/sites').properties as Record<
      string,
      unknown
    >;
    assert.equal(virtualNetworkSubnetId, appSubnet);
  });

  test('the storage of the host has private endpoints, and no public one', () => {
    const { properties } = only(resources, accounts, 'sthost');
    const { publicNetworkAccess, networkAcls } = properties as Record<string, unknown>;
    assert.equal(publicNetworkAccess, 'Disabled');
    assert.deepEqual(networkAcls, { defaultAction: 'Deny', bypass: 'None' });
    const endpoints = resources.filter(({ type }) => type === 'Microsoft.Network/privateEndpoints');
    assert.deepEqual(
      endpoints.map(({ name }) => name.split('-').at(-1)),
      ['blob', 'queue', 'table'],
    );
    const records = resources.filter(({ type }) => type.endsWith('/privateDnsZoneGroups'));
    const zones = records.map(({ properties }) => JSON.stringify(properties));
    for (const [index, service] of ['blob', 'queue', 'table'].entries()) {
      // Only Azure knows the suffix of the cloud.
      assert.match(zones[index]!, /resourceGroups\/dns.*environment\(\)\.suffixes\.storage/);
      assert.ok(zones[index]!.includes(`'${service}'`));
    }
  });

  test('the storage of the captures admits the machines, the app and the named addresses', () => {
    const { properties } = only(resources, accounts, 'stcap');
    const { networkAcls } = properties as { networkAcls: Record<string, unknown> };
    assert.deepEqual(networkAcls, {
      defaultAction: 'Deny',
      bypass: 'AzureServices',
      ipRules: [
        { value: '203.0.113.0/24', action: 'Allow' },
        { value: '198.51.100.7', action: 'Allow' },
      ],
      virtualNetworkRules: [
        { id: machineSubnet, action: 'Allow' },
        { id: appSubnet, action: 'Allow' },
      ],
    });
  });

  test('the workspace receives the logs of the app and of the captures', () => {
    const settings = resources.filter(
      ({ type }) => type === 'Microsoft.Insights/diagnosticSettings',
    );
    assert.equal(settings.length, 2);
    for (const { properties } of settings) {
      assert.equal((properties as { workspaceId: string }).workspaceId, workspace);
    }
  });

  test('every resource that can have tags has them, and azd finds its own', () => {
    const untagged = resources
      .filter(({ tags, location }) => location !== undefined && tags?.['cost-center'] !== '42')
      .map(({ id }) => id);
    assert.deepEqual(untagged, []);
    const { tags } = only(resources, 'Microsoft.Resources/resourceGroups');
    assert.deepEqual(tags, { 'cost-center': '42', 'azd-env-name': 'test' });
  });
});

describe('what cannot work is refused in words', () => {
  test('private endpoints that the app cannot reach', async () => {
    await assert.rejects(
      snapshot('main.bicepparam', { ...everything, CAPTURE_APP_SUBNET_ID: '' }),
      /CAPTURE_ENDPOINT_SUBNET_ID\) needs network\.appSubnetId \(CAPTURE_APP_SUBNET_ID\)/,
    );
  });

  test('a firewall that would keep the app out', async () => {
    await assert.rejects(
      snapshot('main.bicepparam', { CAPTURE_STORAGE_IP_RULES: '198.51.100.7' }),
      /the app has no fixed address that the firewall could let in/,
    );
  });
});
