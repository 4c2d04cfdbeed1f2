using 'main.bicep'

// Values of the azd environment: azd env set NAME VALUE. Lists are separated by commas.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')

var captureScopesText = readEnvironmentVariable('CAPTURE_SCOPES', '')
param captureScopes = empty(captureScopesText) ? [] : split(captureScopesText, ',')

var additionalActionsText = readEnvironmentVariable('ADDITIONAL_ACTIONS', '')
param additionalActions = empty(additionalActionsText) ? [] : split(additionalActionsText, ',')

var regionsText = readEnvironmentVariable('NETWORK_WATCHER_REGIONS', '')
param networkWatcherRegions = empty(regionsText) ? [] : split(regionsText, ',')

param retentionDays = int(readEnvironmentVariable('RETENTION_DAYS', '30'))
param durableBackend = readEnvironmentVariable('DURABLE_BACKEND', 'azureStorage')
param nodeVersion = readEnvironmentVariable('NODE_VERSION', '22')
param alwaysReadyInstances = int(readEnvironmentVariable('ALWAYS_READY_INSTANCES', '1'))
param maximumInstances = int(readEnvironmentVariable('MAXIMUM_INSTANCES', '40'))

param appSettings = {
  CAPTURE_LIMIT: readEnvironmentVariable('CAPTURE_LIMIT', '')
  CAPTURE_TIME_LIMIT_SECONDS: readEnvironmentVariable('CAPTURE_TIME_LIMIT_SECONDS', '')
  CAPTURE_BYTES_PER_PACKET: readEnvironmentVariable('CAPTURE_BYTES_PER_PACKET', '')
  CAPTURE_TOTAL_BYTES: readEnvironmentVariable('CAPTURE_TOTAL_BYTES', '')
  CAPTURE_MAX_TIME_LIMIT_SECONDS: readEnvironmentVariable('CAPTURE_MAX_TIME_LIMIT_SECONDS', '')
  CAPTURE_MAX_BYTES_PER_PACKET: readEnvironmentVariable('CAPTURE_MAX_BYTES_PER_PACKET', '')
  CAPTURE_MAX_TOTAL_BYTES: readEnvironmentVariable('CAPTURE_MAX_TOTAL_BYTES', '')
  CAPTURE_GRACE_SECONDS: readEnvironmentVariable('CAPTURE_GRACE_SECONDS', '')
  CAPTURE_LIMIT_POLICY: readEnvironmentVariable('CAPTURE_LIMIT_POLICY', '')
  CAPTURE_WAIT_SECONDS: readEnvironmentVariable('CAPTURE_WAIT_SECONDS', '')
  CAPTURE_COOLDOWN_SECONDS: readEnvironmentVariable('CAPTURE_COOLDOWN_SECONDS', '')
  CAPTURE_ON_RESOLVED: readEnvironmentVariable('CAPTURE_ON_RESOLVED', '')
  CAPTURE_INSTALL_AGENT: readEnvironmentVariable('CAPTURE_INSTALL_AGENT', '')
  CAPTURE_SWEEP_SECONDS: readEnvironmentVariable('CAPTURE_SWEEP_SECONDS', '')
  CAPTURE_LINK_HOURS: readEnvironmentVariable('CAPTURE_LINK_HOURS', '')
}

param secretSettings = {
  NOTIFY_URL: readEnvironmentVariable('NOTIFY_URL', '')
  NOTIFY_TEAMS_URL: readEnvironmentVariable('NOTIFY_TEAMS_URL', '')
  NOTIFY_SLACK_URL: readEnvironmentVariable('NOTIFY_SLACK_URL', '')
}

var entraClientId = readEnvironmentVariable('ENTRA_CLIENT_ID', '')
param entra = empty(entraClientId)
  ? null
  : {
      clientId: entraClientId
      allowedApplications: split(readEnvironmentVariable('ENTRA_ALLOWED_APPLICATIONS', ''), ',')
    }
