// The managed backend for durable orchestrations, in place of Azure Storage.
import { texts } from '../types.bicep'

@description('Name of the scheduler.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags texts

@description('Days after which ended instances are deleted.')
param retentionDays int

@description('Object id of the app\'s identity. It is part of the names of role assignments, since Azure refuses to give an assignment another principal.')
param principalId string

@description('Client id of that identity.')
param clientId string

var durableTaskDataContributor = '0ad04412-c4d5-4796-b79c-f76d14c8d402'

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    ipAllowlist: ['0.0.0.0/0'] // reached from the outgoing addresses of the plan, which are not fixed
    sku: { name: 'Consumption' }
  }

  resource retention 'retentionPolicies' = {
    name: 'default'
    properties: {
      retentionPolicies: [{ retentionPeriodInDays: retentionDays }]
    }
  }

  resource hub 'taskHubs' = {
    name: 'alertcapture'
  }
}

resource contributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(scheduler::hub.id, principalId, durableTaskDataContributor)
  scope: scheduler::hub
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', durableTaskDataContributor)
  }
}

@description('What host.json of the package refers to.')
output appSettings texts = {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler.properties.endpoint};Authentication=ManagedIdentity;ClientID=${clientId}'
  TASKHUB_NAME: scheduler::hub.name
}
