// Private endpoints for the blobs, queues and tables of a storage account.
import { texts } from '../types.bicep'

@description('Name of the storage account, in this resource group.')
param accountName string

@description('Region.')
param location string

@description('Tags.')
param tags texts

@description('Resource id of the subnet that the endpoints get their addresses in.')
param subnetId string

@description('Resource id of the resource group that holds the private DNS zones privatelink.{blob,queue,table}.…, linked to the virtual network. Empty leaves the DNS records to a policy of yours.')
param dnsZonesGroupId string

var services = ['blob', 'queue', 'table']

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: accountName
}

resource endpoints 'Microsoft.Network/privateEndpoints@2026-03-01' = [
  for service in services: {
    name: 'pe-${accountName}-${service}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: service
          properties: { privateLinkServiceId: account.id, groupIds: [service] }
        }
      ]
    }
  }
]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2026-03-01' = [
  for (service, index) in services: if (!empty(dnsZonesGroupId)) {
    parent: endpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: service
          properties: {
            privateDnsZoneId: '${dnsZonesGroupId}/providers/Microsoft.Network/privateDnsZones/privatelink.${service}.${environment().suffixes.storage}'
          }
        }
      ]
    }
  }
]
