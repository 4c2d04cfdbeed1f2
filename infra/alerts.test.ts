import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { only, snapshot } from './snapshot.ts';

const machine = (subscription: string, name: string): string =>
  `/subscriptions/${subscription}/resourceGroups/machines/providers/Microsoft.Compute/virtualMachines/${name}`;

const one = machine('11111111-1111-1111-1111-111111111111', 'web-01');
const two = machine('22222222-2222-2222-2222-222222222222', 'web-02');

describe('what connects alerts to the app', () => {
  test('each machine gets the agent and a rule, beside it', async () => {
    const resources = await snapshot('alerts.bicepparam', {
      FUNCTION_APP_NAME: 'func-test',
      CAPTURE_MACHINE_IDS: `${one},${two}`,
      CAPTURE_ALERT_METRIC: 'Percentage CPU',
      CAPTURE_ALERT_AGGREGATION: 'Average',
      CAPTURE_ALERT_THRESHOLD: '0.5',
      CAPTURE_ALERT_PROPERTIES: '{"captureSeconds": "120"}',
    });
    const rules = resources.filter(({ type }) => type === 'Microsoft.Insights/metricAlerts');
    assert.deepEqual(
      rules.map(({ id }) => id.split('/providers/')[0]),
      [one, two].map((id) => id.split('/providers/')[0]),
    );
    const action = only(resources, 'Microsoft.Insights/actionGroups');
    for (const [index, { properties }] of rules.entries()) {
      const text = JSON.stringify(properties);
      assert.ok(text.includes(`"scopes":["${[one, two][index]!}"]`));
      assert.match(text, /"metricName":"Percentage CPU".*"threshold":0\.5/);
      assert.match(text, /actionGroupId/);
      assert.match(text, /"customProperties":\{"captureSeconds":"120"\}/);
    }
    const agents = resources.filter(
      ({ type }) => type === 'Microsoft.Compute/virtualMachines/extensions',
    );
    assert.deepEqual(
      agents.map(({ id }) => id),
      [one, two].map((id) => `${id}/extensions/AzureNetworkWatcherExtension`),
    );
    assert.match(JSON.stringify(action.properties), /"useCommonAlertSchema":true/);
  });

  test('the tags are those of the deployment', async () => {
    const resources = await snapshot('alerts.bicepparam', {
      FUNCTION_APP_NAME: 'func-test',
      CAPTURE_MACHINE_IDS: one,
      CAPTURE_TAGS: '{"cost-center": "42"}',
    });
    assert.equal(resources.length, 3);
    for (const { tags } of resources) assert.deepEqual(tags, { 'cost-center': '42' });
  });

  test('the action group calls the function with its key', async () => {
    const resources = await snapshot('alerts.bicepparam', {
      FUNCTION_APP_NAME: 'func-test',
      CAPTURE_FUNCTION_KEY_NAME: 'second',
    });
    const { properties } = only(resources, 'Microsoft.Insights/actionGroups');
    const { azureFunctionReceivers, webhookReceivers } = properties as Record<string, unknown[]>;
    assert.equal(webhookReceivers?.length, 0);
    const receiver = azureFunctionReceivers?.[0] as Record<string, string>;
    assert.equal(receiver['functionName'], 'postAlert');
    assert.match(receiver['httpTriggerUrl'] ?? '', /\/api\/alerts\?code=.*listKeys.*second/);
    // A function key gives access to one function only; a host key would give access to all.
    assert.match(receiver['httpTriggerUrl'] ?? '', /listKeys\('[^']*\/functions\/postAlert'/);
    assert.doesNotMatch(receiver['httpTriggerUrl'] ?? '', /host\/default/);
    assert.ok(!resources.some(({ type }) => type.startsWith('Microsoft.Compute/')));
  });

  test('with Entra ID it is a secure webhook', async () => {
    const resources = await snapshot('alerts.bicepparam', {
      FUNCTION_APP_NAME: 'func-test',
      CAPTURE_ENTRA_CLIENT_ID: '44444444-4444-4444-4444-444444444444',
      CAPTURE_ENTRA_WEBHOOK_OBJECT_ID: '55555555-5555-5555-5555-555555555555',
    });
    const { properties } = only(resources, 'Microsoft.Insights/actionGroups');
    const { azureFunctionReceivers, webhookReceivers } = properties as Record<string, unknown[]>;
    assert.equal(azureFunctionReceivers?.length, 0);
    const receiver = webhookReceivers?.[0] as Record<string, unknown>;
    assert.equal(receiver['useAadAuth'], true);
    assert.equal(receiver['identifierUri'], 'api://44444444-4444-4444-4444-444444444444');
  });
});
