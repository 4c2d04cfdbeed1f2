using 'main.bicep'

import { listOf } from 'types.bicep'

// Values of the azd environment: azd env set NAME VALUE. Lists are separated by commas. Except for what azd sets
// itself, each name begins with CAPTURE_ or NOTIFY_, or is a setting of the app, so that no other tool sets it.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param captureScopes = listOf(readEnvironmentVariable('CAPTURE_SCOPES', ''))
param additionalActions = listOf(readEnvironmentVariable('CAPTURE_ADDITIONAL_ACTIONS', ''))
param roleGeneration = readEnvironmentVariable('CAPTURE_ROLE_GENERATION', '')
param retentionDays = int(readEnvironmentVariable('CAPTURE_RETENTION_DAYS', '30'))
param durableBackend = readEnvironmentVariable('CAPTURE_DURABLE_BACKEND', 'azureStorage')
param nodeVersion = readEnvironmentVariable('CAPTURE_NODE_VERSION', '22')
param alwaysReadyInstances = int(readEnvironmentVariable('CAPTURE_ALWAYS_READY_INSTANCES', '1'))
param maximumInstances = int(readEnvironmentVariable('CAPTURE_MAXIMUM_INSTANCES', '40'))
param diagnosticsWorkspaceId = readEnvironmentVariable('CAPTURE_DIAGNOSTICS_WORKSPACE_ID', '')
param operatorActionGroupIds = listOf(readEnvironmentVariable('CAPTURE_OPERATOR_ACTION_GROUP_IDS', ''))
param tags = json(readEnvironmentVariable('CAPTURE_TAGS', '{}'))

param network = {
  appSubnetId: readEnvironmentVariable('CAPTURE_APP_SUBNET_ID', '')
  endpointSubnetId: readEnvironmentVariable('CAPTURE_ENDPOINT_SUBNET_ID', '')
  dnsZonesGroupId: readEnvironmentVariable('CAPTURE_DNS_ZONES_GROUP_ID', '')
  storageSubnetIds: listOf(readEnvironmentVariable('CAPTURE_STORAGE_SUBNET_IDS', ''))
  storageIpRules: listOf(readEnvironmentVariable('CAPTURE_STORAGE_IP_RULES', ''))
}

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
  CAPTURE_SIGN_IN: readEnvironmentVariable('CAPTURE_SIGN_IN', '')
  NOTIFY_ON_START: readEnvironmentVariable('NOTIFY_ON_START', '')
  HISTORY_RETENTION_DAYS: readEnvironmentVariable('HISTORY_RETENTION_DAYS', '')
  OTEL_EXPORTER_OTLP_ENDPOINT: readEnvironmentVariable('CAPTURE_OTLP_ENDPOINT', '')
}

param secretSettings = {
  NOTIFY_URL: readEnvironmentVariable('NOTIFY_URL', '')
  NOTIFY_TEAMS_URL: readEnvironmentVariable('NOTIFY_TEAMS_URL', '')
  NOTIFY_SLACK_URL: readEnvironmentVariable('NOTIFY_SLACK_URL', '')
  OTEL_EXPORTER_OTLP_HEADERS: readEnvironmentVariable('CAPTURE_OTLP_HEADERS', '')
}

var entraClientId = readEnvironmentVariable('CAPTURE_ENTRA_CLIENT_ID', '')
param entra = empty(entraClientId)
  ? null
  : {
      clientId: entraClientId
      allowedApplications: listOf(readEnvironmentVariable('CAPTURE_ENTRA_ALLOWED_APPLICATIONS', ''))
      signsPeopleIn: readEnvironmentVariable('CAPTURE_SIGN_IN', '') == 'entra'
      alertsHaveToken: !empty(readEnvironmentVariable('CAPTURE_ENTRA_WEBHOOK_OBJECT_ID', ''))
    }
