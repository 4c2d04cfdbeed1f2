// The dashboard of the service, and the alerts on the service itself. They must not call the app.
import { texts } from '../types.bicep'

@description('Name of the Application Insights resource.')
param applicationInsightsName string

@description('Name of the function app, for titles.')
param functionAppName string

@description('Region.')
param location string

@description('Tags.')
param tags texts

@description('Resource ids of the action groups that tell the operators. Without any, the alerts are only in the portal.')
param actionGroupIds string[]

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(applicationInsights.id, 'alert-capture')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'alert-capture ${functionAppName}'
    category: 'workbook'
    sourceId: applicationInsights.id
    serializedData: string(loadJsonContent('../workbook.json'))
  }
}

// The queries count rows; a rule fires when the count passes its threshold.
var rules = [
  {
    name: 'captures failing'
    description: 'Captures end without a file. The workbook lists them with the code; docs/troubleshoot.md has a row for each code.'
    severity: 2
    query: 'traces | extend line = parse_json(message) | where line.event == "outcome" and line.end in ("failed", "lost", "timedOut")'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'alerts refused'
    description: 'The app answers alerts with an error. Azure Monitor does not repeat a 4xx.'
    severity: 1
    query: 'requests | where name == "postAlert" and toint(resultCode) >= 400'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'app not running'
    description: 'The sweep, which runs at least once a minute, did not run for 15 minutes.'
    severity: 1
    query: 'requests | where name == "sweepCaptures"'
    operator: 'LessThan'
    threshold: 1
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${functionAppName} ${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${functionAppName}: ${rule.name}'
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [applicationInsights.id]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      actions: { actionGroups: actionGroupIds }
    }
  }
]
