// What calls the app: an action group, and for each machine the agent that captures and an alert rule.
// It reads the function's key, so it is deployed after the app, by deploy-alerts.ts. The agents and rules are
// in the resource groups of the machines, so azd does not deploy them: azd down must not touch those groups.
import { metricCondition, secureWebhook, texts } from 'types.bicep'

@description('Name of the function app.')
param functionAppName string

@description('Resource ids of the virtual machines to watch.')
param machineIds string[] = []

@description('Region of the machines, which is that of the app.')
param location string = resourceGroup().location

@description('Installs the Network Watcher agent on the machines. Set it to false where the agent is installed already under another extension name.')
param installAgent bool = true

@description('When the rules fire.')
param condition metricCondition = {}

@description('What the rules ask of the capture: the custom properties in docs/alerts.md.')
param customProperties texts = {}

@description('Function key that Azure Monitor calls with; name another one to rotate it: docs/operate.md.')
param functionKeyName string = 'default'

@description('Calls with an Entra ID token beside the function key: docs/operate.md.')
param entraWebhook secureWebhook?

@description('Tags of every resource.')
param tags texts = {}

module actionGroup 'modules/action-group.bicep' = {
  params: {
    functionAppName: functionAppName
    functionKeyName: functionKeyName
    entraWebhook: entraWebhook
    tags: tags
  }
}

module agents 'modules/agent.bicep' = [
  for id in installAgent ? machineIds : []: {
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: {
      machineName: last(split(id, '/'))
      location: location
      tags: tags
    }
  }
]

module rules 'modules/alert-rule.bicep' = [
  for id in machineIds: {
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: {
      machineName: last(split(id, '/'))
      actionGroupId: actionGroup.outputs.id
      condition: condition
      customProperties: customProperties
      tags: tags
    }
  }
]

@description('Resource id of the action group, for rules made elsewhere.')
output ACTION_GROUP_ID string = actionGroup.outputs.id
