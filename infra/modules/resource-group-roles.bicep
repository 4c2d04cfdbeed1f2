targetScope = 'resourceGroup'

@description('GUIDs of the roles to assign in this resource group.')
param roles string[]

@description('Resource id of the identity that gets it.')
param identityId string

@description('Object id of that identity.')
param principalId string

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(resourceGroup().id, identityId, role)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]
