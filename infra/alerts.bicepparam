using 'alerts.bicep'

import { listOf } from 'types.bicep'

// Values of the azd environment: azd env set NAME VALUE. azd provision sets FUNCTION_APP_NAME.
param functionAppName = readEnvironmentVariable('FUNCTION_APP_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param machineIds = listOf(readEnvironmentVariable('CAPTURE_MACHINE_IDS', ''))
param installAgent = bool(readEnvironmentVariable('CAPTURE_DEPLOY_AGENT', 'true'))
param functionKeyName = readEnvironmentVariable('CAPTURE_FUNCTION_KEY_NAME', 'default')
param tags = json(readEnvironmentVariable('CAPTURE_TAGS', '{}'))

param condition = {
  metric: readEnvironmentVariable('CAPTURE_ALERT_METRIC', 'Network In Total')
  aggregation: readEnvironmentVariable('CAPTURE_ALERT_AGGREGATION', 'Total')
  operator: readEnvironmentVariable('CAPTURE_ALERT_OPERATOR', 'GreaterThan')
  threshold: readEnvironmentVariable('CAPTURE_ALERT_THRESHOLD', '1000000000')
  window: readEnvironmentVariable('CAPTURE_ALERT_WINDOW', 'PT5M')
  severity: int(readEnvironmentVariable('CAPTURE_ALERT_SEVERITY', '2'))
}

param customProperties = json(readEnvironmentVariable('CAPTURE_ALERT_PROPERTIES', '{}'))

var webhookObjectId = readEnvironmentVariable('CAPTURE_ENTRA_WEBHOOK_OBJECT_ID', '')
param entraWebhook = empty(webhookObjectId)
  ? null
  : {
      objectId: webhookObjectId
      identifierUri: 'api://${readEnvironmentVariable('CAPTURE_ENTRA_CLIENT_ID', '')}'
    }
