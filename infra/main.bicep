// Everything the app needs in Azure. The alert rules come after it: alerts.bicep.
targetScope = 'subscription'

import { entraSettings, texts } from 'types.bicep'

@minLength(1)
@maxLength(48)
@description('Name of the azd environment; the names of all resources come from it.')
param environmentName string

@minLength(1)
@description('Region of the machines to capture: Network Watcher writes only to storage in the region of the machine.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Subscriptions or resource groups whose machines may be captured, as resource ids; beside a group of machines, name that of their Network Watcher. Empty means this whole subscription.')
param captureScopes string[] = []

@description('Actions to add to the role that runs the sessions, should Azure ask for one that is not in roles/sessions.json.')
param additionalActions string[] = []

@description('Regions of this subscription that have no Network Watcher yet and shall get one.')
param networkWatcherRegions string[] = []

@minValue(1)
@maxValue(36500)
@description('Days after which capture files, and in the Durable Task Scheduler the histories, are deleted.')
param retentionDays int = 30

@description('Where the durable orchestrations keep their state. Durable Task Scheduler also needs a package made for it: docs/deploy.md.')
param durableBackend 'azureStorage' | 'durableTaskScheduler' = 'azureStorage'

@description('Version of Node.js.')
param nodeVersion '22' | '24' = '22'

@minValue(0)
@maxValue(100)
@description('Instances kept ready for HTTP requests and for durable functions, of each so many. With 0, which costs less, an alert waits for a cold start.')
param alwaysReadyInstances int = 1

@minValue(1)
@maxValue(1000)
@description('How far the app may scale out.')
param maximumInstances int = 40

@description('Asks callers for an Entra ID token beside the function key: docs/operate.md.')
param entra entraSettings?

@description('Settings of the app, by the names in docs/operate.md; what is absent or empty has the default.')
param appSettings texts = {}

@secure()
@description('Settings of the app that are secrets: NOTIFY_URL and its like.')
param secretSettings { *: string } = {}

var resourceToken = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }
var scopes = empty(captureScopes) ? [subscription().id] : captureScopes
var subscriptionIds = union(map(scopes, scope => split(scope, '/')[2]), [])
var wholeSubscriptions = filter(scopes, scope => length(split(scope, '/')) == 3)
var resourceGroups = filter(scopes, scope => length(split(scope, '/')) == 5)
var capturesRoles = union(
  [roleNames.files],
  empty(appSettings.?CAPTURE_LINK_HOURS) || appSettings.CAPTURE_LINK_HOURS == '0' ? [] : [roleNames.links]
)
var machinesRoles = union([roleNames.sessions], appSettings.?CAPTURE_INSTALL_AGENT == 'true' ? [roleNames.agent] : [])
var names = {
  identity: 'id-${resourceToken}'
  hostStorage: 'sthost${resourceToken}'
  packageContainer: 'packages'
  captureStorage: 'stcap${resourceToken}'
  applicationInsights: 'appi-${resourceToken}'
  workspace: 'log-${resourceToken}'
  plan: 'plan-${resourceToken}'
  functionApp: 'func-${resourceToken}'
  scheduler: 'dts-${resourceToken}'
}
var roleNames = {
  agent: guid(subscription().id, resourceToken, 'agent')
  files: guid(subscription().id, resourceToken, 'files')
  links: guid(subscription().id, resourceToken, 'links')
  lookup: guid(subscription().id, resourceToken, 'lookup')
  sessions: guid(subscription().id, resourceToken, 'sessions')
}
var identityId = resourceId(
  subscription().subscriptionId,
  group.name,
  'Microsoft.ManagedIdentity/userAssignedIdentities',
  names.identity
)

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: names.identity, location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    applicationInsightsName: names.applicationInsights
    workspaceName: names.workspace
    location: location
    tags: tags
    identityName: names.identity
  }
  dependsOn: [identity]
}

module hostStorage 'modules/host-storage.bicep' = {
  scope: group
  params: {
    name: names.hostStorage
    location: location
    tags: tags
    packageContainer: names.packageContainer
    identityName: names.identity
  }
  dependsOn: [identity]
}

module roles 'modules/role-definitions.bicep' = {
  params: {
    names: roleNames
    nameSuffix: resourceToken
    assignableScopes: union(scopes, map(subscriptionIds, id => '/subscriptions/${id}'), [subscription().id])
    additionalActions: additionalActions
  }
}

module captureStorage 'modules/capture-storage.bicep' = {
  scope: group
  params: {
    name: names.captureStorage
    location: location
    tags: tags
    retentionDays: retentionDays
    identityName: names.identity
    roles: capturesRoles
  }
  dependsOn: [identity, roles]
}

module lookup 'modules/subscription-roles.bicep' = [
  for id in subscriptionIds: {
    scope: subscription(id)
    params: {
      roles: [roleNames.lookup]
      identityId: identityId
      principalId: identity.outputs.principalId
    }
    dependsOn: [roles]
  }
]

module sessionsInSubscription 'modules/subscription-roles.bicep' = [
  for scope in wholeSubscriptions: {
    scope: subscription(split(scope, '/')[2])
    params: {
      roles: machinesRoles
      identityId: identityId
      principalId: identity.outputs.principalId
    }
    dependsOn: [roles]
  }
]

module sessionsInGroup 'modules/resource-group-roles.bicep' = [
  for scope in resourceGroups: {
    scope: resourceGroup(split(scope, '/')[2], split(scope, '/')[4])
    params: {
      roles: machinesRoles
      identityId: identityId
      principalId: identity.outputs.principalId
    }
    dependsOn: [roles]
  }
]

module scheduler 'modules/durable-task-scheduler.bicep' = if (durableBackend == 'durableTaskScheduler') {
  scope: group
  params: {
    name: names.scheduler
    location: location
    tags: tags
    retentionDays: retentionDays
    identityName: names.identity
  }
  dependsOn: [identity]
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  params: {
    name: names.functionApp
    planName: names.plan
    location: location
    tags: tags
    identityName: names.identity
    hostStorageName: names.hostStorage
    packageContainer: names.packageContainer
    applicationInsightsName: names.applicationInsights
    nodeVersion: nodeVersion
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    entra: entra
    appSettings: union(
      {
        CAPTURE_STORAGE_ACCOUNT_ID: captureStorage.outputs.id
        ALLOWED_SCOPES: join(scopes, ',')
      },
      toObject(
        filter(items(appSettings), setting => !empty(setting.value)),
        setting => setting.key,
        setting => setting.value
      ),
      scheduler.?outputs.appSettings ?? {}
    )
    secretSettings: secretSettings
  }
  dependsOn: [identity, hostStorage, monitoring]
}

module networkWatchers 'modules/network-watcher-region.bicep' = [
  for region in networkWatcherRegions: {
    params: { location: region }
  }
]

@description('Resource group of the app.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the function app.')
output FUNCTION_APP_NAME string = names.functionApp

@description('Base URL of the app.')
output FUNCTION_APP_URL string = functionApp.outputs.url

@description('Resource id of the storage account that captures go to.')
output CAPTURE_STORAGE_ACCOUNT_ID string = captureStorage.outputs.id
