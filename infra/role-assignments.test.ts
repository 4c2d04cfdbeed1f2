import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshot } from './snapshot.ts';

/*
 * Azure refuses to change the principal of a role assignment (RoleAssignmentUpdateNotPermitted). After azd
 * down, the assignments in other scopes remain, and azd up creates an identity with another principal id.
 */

/** Every module that assigns a role, with the parameters from main. */
const template = `
targetScope = 'subscription'
param principalId string
var roles = ['cccccccc-cccc-cccc-cccc-cccccccccccc']
var location = 'westeurope'

module subscriptionRoles 'modules/subscription-roles.bicep' = {
  params: { principalId: principalId, roles: roles }
}
module groupRoles 'modules/resource-group-roles.bicep' = {
  scope: resourceGroup('shop')
  params: { principalId: principalId, roles: roles }
}
module captureStorage 'modules/capture-storage.bicep' = {
  scope: resourceGroup('rg-test')
  params: {
    principalId: principalId
    roles: roles
    name: 'stcaptest'
    location: location
    tags: {}
    retentionDays: 30
    ipRules: []
    subnetIds: []
    diagnosticsWorkspaceId: ''
  }
}
module hostStorage 'modules/host-storage.bicep' = {
  scope: resourceGroup('rg-test')
  params: {
    principalId: principalId
    name: 'sthosttest'
    location: location
    tags: {}
    packageContainer: 'packages'
    isPrivate: false
  }
}
module monitoring 'modules/monitoring.bicep' = {
  scope: resourceGroup('rg-test')
  params: {
    principalId: principalId
    applicationInsightsName: 'appi-test'
    workspaceName: 'log-test'
    location: location
    tags: {}
  }
}
module scheduler 'modules/durable-task-scheduler.bicep' = {
  scope: resourceGroup('rg-test')
  params: {
    principalId: principalId
    clientId: principalId
    name: 'dts-test'
    location: location
    tags: {}
    retentionDays: 30
  }
}`;

/** Ids of the role assignments for this principal. */
async function assignmentsOf(principalId: string): Promise<string[]> {
  const text = `using 'test.bicep'\nparam principalId = '${principalId}'\n`;
  const resources = await snapshot({ text, template });
  return resources
    .filter(({ type }) => type === 'Microsoft.Authorization/roleAssignments')
    .map(({ id }) => id);
}

test('another principal gets role assignments with other names', async () => {
  const before = await assignmentsOf('aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa');
  const after = await assignmentsOf('bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb');
  assert.equal(before.length, 8);
  assert.ok(before.every((id) => /\/[0-9a-f-]{36}$/.test(id)));
  assert.deepEqual(
    before.filter((id) => after.includes(id)),
    [],
  );
  const scopeOf = (id: string): string => id.slice(0, id.lastIndexOf('/') + 1);
  assert.deepEqual(after.map(scopeOf), before.map(scopeOf));
});
