targetScope = 'subscription'

@description('GUID of the role to assign in this subscription.')
param role string

@description('Resource id of the identity that gets it.')
param identityId string

@description('Object id of that identity.')
param principalId string

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, identityId, role)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}
