import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bicep } from './bicep.ts';

/*
 * azd down, version 1.24.1 and later, deletes each resource group that main declares, with all its contents
 * (createdResourceGroupsFromDeployment in azure-dev, cli/azd/pkg/azapi/standard_deployments.go). Earlier
 * versions also delete the groups of all other resources that main declares.
 */

interface Template {
  resources: Record<string, Resource>;
  outputs?: Record<string, { value: string }>;
}

interface Resource {
  type: string;
  name: string;
  existing?: boolean;
  resourceGroup?: string;
  properties?: { template?: Template };
}

const { stdout } = await bicep(['build', 'main.bicep', '--stdout']);
const main = JSON.parse(stdout) as Template;

const ownGroup = "[format('rg-{0}', parameters('environmentName'))]";

/** Each declared resource of a template, with the resource group of its deployment. */
function* declared(
  template: Template,
  group: string | undefined,
): Generator<Resource & { group: string | undefined }> {
  for (const resource of Object.values(template.resources)) {
    const nested = resource.properties?.template;
    if (nested !== undefined) {
      yield* declared(nested, resource.resourceGroup ?? group);
    } else if (resource.existing !== true) {
      yield { ...resource, group };
    }
  }
}

const resources = [...declared(main, undefined)];

test('main declares one resource group, its own', () => {
  const groups = resources.filter(({ type }) => type === 'Microsoft.Resources/resourceGroups');
  assert.deepEqual(
    groups.map(({ name }) => name),
    [ownGroup],
  );
});

test('outside of its own resource group, main declares roles and nothing else', () => {
  const outside = resources.filter(
    ({ type, group }) => group !== ownGroup && type !== 'Microsoft.Resources/resourceGroups',
  );
  assert.deepEqual(
    new Set(outside.map(({ type }) => type)),
    new Set(['Microsoft.Authorization/roleAssignments', 'Microsoft.Authorization/roleDefinitions']),
  );
  assert.ok(resources.length > outside.length + 10);
});

test('no output names a resource group that is not its own', () => {
  const outputs = Object.entries(main.outputs ?? {}).map(([name, { value }]) => [name, value]);
  assert.deepEqual(Object.fromEntries(outputs), {
    AZURE_RESOURCE_GROUP: ownGroup,
    FUNCTION_APP_NAME: "[variables('names').functionApp]",
    FUNCTION_APP_URL: "[reference('functionApp').outputs.url.value]",
    CAPTURE_STORAGE_ACCOUNT_ID: "[reference('captureStorage').outputs.id.value]",
    CAPTURE_ROLE_SUFFIX: "[variables('roleSeed')]",
  });
});

test('azd that would delete more is refused', () => {
  const text = readFileSync(join(import.meta.dirname, '../azure.yaml'), 'utf8');
  assert.match(text, /^requiredVersions:\n {2}azd: '>= 1\.24\.1'$/m);
});
