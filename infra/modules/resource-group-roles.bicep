targetScope = 'resourceGroup'

@description('GUIDs of the roles to assign in this resource group.')
param roles string[]

@description('Object id of the identity that gets them. It is part of the name of each assignment, since Azure refuses to give an assignment another principal.')
param principalId string

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(resourceGroup().id, principalId, role)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]
