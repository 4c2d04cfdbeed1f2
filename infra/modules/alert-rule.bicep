import { metricCondition, texts } from '../types.bicep'

@description('Name of the virtual machine, in this resource group. A rule on network metrics watches one machine.')
param machineName string

@description('Resource id of the action group that the rule calls.')
param actionGroupId string

@description('When the rule fires.')
param condition metricCondition = {}

@description('What the rule asks of the capture: the custom properties in docs/alerts.md.')
param customProperties texts = {}

@description('Tags.')
param tags texts = {}

@description('Name of the rule.')
param name string = 'alert-capture ${machineName}'

resource machine 'Microsoft.Compute/virtualMachines@2026-04-01' existing = {
  name: machineName
}

resource rule 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    description: 'Starts a packet capture on ${machineName}.'
    enabled: true
    severity: condition.?severity ?? 2
    scopes: [machine.id]
    evaluationFrequency: 'PT1M'
    windowSize: condition.?window ?? 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'threshold'
          metricNamespace: 'Microsoft.Compute/virtualMachines'
          metricName: condition.?metric ?? 'Network In Total'
          timeAggregation: condition.?aggregation ?? 'Total'
          operator: condition.?operator ?? 'GreaterThan'
          threshold: json(condition.?threshold ?? '1000000000')
        }
      ]
    }
    actions: [{ actionGroupId: actionGroupId }]
    customProperties: customProperties
  }
}

@description('Resource id of the rule.')
output id string = rule.id
