// The storage that Network Watcher writes captures to. It is a separate account because Network Watcher
// writes with a SAS that it makes from the shared key, which the host's account does not permit.
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

@description('Object id of the app\'s identity. It is part of the names of role assignments, since Azure refuses to give an assignment another principal.')
param principalId string

@description('GUIDs of the roles that the app has on this account.')
param roles string[]

@description('Public addresses that the firewall lets in, as IPv4 addresses or CIDR ranges.')
param ipRules string[]

@description('Subnets that the firewall lets in, as resource ids. Without addresses and subnets there is no firewall.')
param subnetIds string[]

@description('Resource id of the workspace that receives the log of reads and writes; empty sends none.')
param diagnosticsWorkspaceId string

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' = {
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
    ...(empty(ipRules) && empty(subnetIds)
      ? {}
      : {
          networkAcls: {
            defaultAction: 'Deny'
            bypass: 'AzureServices'
            ipRules: map(ipRules, address => { value: address, action: 'Allow' })
            virtualNetworkRules: map(subnetIds, id => { id: id, action: 'Allow' })
          }
        })
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

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-06-01' existing = {
  parent: account
  name: 'default'
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(diagnosticsWorkspaceId)) {
  name: 'alert-capture'
  scope: blobs
  properties: {
    workspaceId: diagnosticsWorkspaceId
    logs: [
      { category: 'StorageRead', enabled: true }
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(account.id, principalId, role)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

@description('Resource id of the storage account.')
output id string = account.id
