using 'alerts.bicep'

// Values of the azd environment: azd env set NAME VALUE. FUNCTION_APP_NAME is set by azd provision.
param functionAppName = readEnvironmentVariable('FUNCTION_APP_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')

var machineIdsText = readEnvironmentVariable('MACHINE_IDS', '')
param machineIds = empty(machineIdsText) ? [] : split(machineIdsText, ',')
param installAgent = bool(readEnvironmentVariable('INSTALL_AGENT', 'true'))
param functionKeyName = readEnvironmentVariable('FUNCTION_KEY_NAME', 'default')

param condition = {
  metric: readEnvironmentVariable('ALERT_METRIC', 'Network In Total')
  aggregation: readEnvironmentVariable('ALERT_AGGREGATION', 'Total')
  operator: readEnvironmentVariable('ALERT_OPERATOR', 'GreaterThan')
  threshold: int(readEnvironmentVariable('ALERT_THRESHOLD', '1000000000'))
  window: readEnvironmentVariable('ALERT_WINDOW', 'PT5M')
  severity: int(readEnvironmentVariable('ALERT_SEVERITY', '2'))
}

param wishes = json(readEnvironmentVariable('ALERT_WISHES', '{}'))

var webhookObjectId = readEnvironmentVariable('ENTRA_WEBHOOK_OBJECT_ID', '')
param entraWebhook = empty(webhookObjectId)
  ? null
  : {
      objectId: webhookObjectId
      identifierUri: 'api://${readEnvironmentVariable('ENTRA_CLIENT_ID', '')}'
    }
