// What calls the app: an action group, and for each machine the agent that captures and an alert rule.
// Deploy it into the resource group of the app, once the app is deployed: it reads the function's key.
import { metricCondition, secureWebhook, texts } from 'types.bicep'

@description('Name of the function app.')
param functionAppName string

@description('Resource ids of the virtual machines to watch.')
param machineIds string[] = []

@description('Region of the machines, which is that of the app.')
param location string = resourceGroup().location

@description('Installs the Network Watcher agent on the machines. Say false where it is installed already under another extension name.')
param installAgent bool = true

@description('When the rules fire.')
param condition metricCondition = {}

@description('What the rules ask of the capture: the custom properties in docs/alerts.md.')
param wishes texts = {}

@description('Function key that Azure Monitor calls with; name another one to rotate it: docs/operate.md.')
param functionKeyName string = 'default'

@description('Calls with an Entra ID token beside the function key: docs/operate.md.')
param entraWebhook secureWebhook?

module actionGroup 'modules/action-group.bicep' = {
  params: {
    functionAppName: functionAppName
    functionKeyName: functionKeyName
    entraWebhook: entraWebhook
  }
}

module agents 'modules/agent.bicep' = [
  for id in installAgent ? machineIds : []: {
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: {
      machineName: last(split(id, '/'))
      location: location
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
      wishes: wishes
    }
  }
]

@description('Resource id of the action group, for rules made elsewhere.')
output ACTION_GROUP_ID string = actionGroup.outputs.id
