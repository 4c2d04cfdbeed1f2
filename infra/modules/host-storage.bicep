// The storage that the Functions host and the Durable extension work on. It also holds the package.
// It has no shared keys: the app's identity is the only way in.
import { texts } from '../types.bicep'

@minLength(3)
@maxLength(24)
@description('Name of the storage account.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags texts

@description('Container that the package is deployed to.')
param packageContainer string

@description('Object id of the app\'s identity. It is part of the names of role assignments, since Azure refuses to give an assignment another principal.')
param principalId string

@description('Closes the public endpoint. storage-endpoints.bicep makes the private ones.')
param isPrivate bool

var roles = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    ...(isPrivate ? { publicNetworkAccess: 'Disabled', networkAcls: { defaultAction: 'Deny', bypass: 'None' } } : {})
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: packageContainer
    }
  }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(roles): {
    name: guid(account.id, principalId, role.value)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]
