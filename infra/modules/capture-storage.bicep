// The storage that Network Watcher writes captures to. It is an account of its own because Network
// Watcher gets in by a SAS that it makes with the shared key, which the host's account does not permit.
import { texts } from '../types.bicep'

@minLength(3)
@maxLength(24)
@description('Name of the storage account.')
param name string

@description('Region, which must be that of the machines.')
param location string

@description('Tags.')
param tags texts

@description('Days after which capture files are deleted.')
param retentionDays int

@description('Name of the identity of the app.')
param identityName string

@description('GUIDs of the roles that the app has on this account.')
param roles string[]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' } // Network Watcher does not write to Premium
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: true
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource lifecycle 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            name: 'delete-captures'
            type: 'Lifecycle'
            definition: {
              filters: {
                blobTypes: ['blockBlob', 'appendBlob']
                prefixMatch: ['network-watcher-logs/'] // the container that the service uses
              }
              actions: {
                baseBlob: { delete: { daysAfterModificationGreaterThan: retentionDays } }
              }
            }
          }
        ]
      }
    }
  }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(account.id, identity.id, role)
    scope: account
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

@description('Resource id of the storage account.')
output id string = account.id
