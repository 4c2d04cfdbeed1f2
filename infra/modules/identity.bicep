import { texts } from '../types.bicep'

@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags texts

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Object id, to which roles are assigned.')
output principalId string = identity.properties.principalId

@description('Client id, by which the app selects this identity.')
output clientId string = identity.properties.clientId
