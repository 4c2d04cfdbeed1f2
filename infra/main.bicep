// Everything that the app needs in Azure. The alert rules come after it: alerts.bicep.
// azd down deletes every resource group that this file declares, so it declares the app's own and no other.
targetScope = 'subscription'

import { entraSettings, networkSettings, texts } from 'types.bicep'

@minLength(1)
@maxLength(48)
@description('Name of the azd environment. The names of all resources derive from it.')
param environmentName string

@minLength(1)
@description('Region of the machines to capture: Network Watcher writes only to storage in the region of the machine.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Subscriptions or resource groups whose machines may be captured, as resource ids. Beside a group of machines, name the group of their Network Watcher. Empty means this whole subscription.')
param captureScopes string[] = []

@description('Actions to add to the role that runs the sessions, if Azure asks for one that is not in roles/sessions.json.')
param additionalActions string[] = []

@description('Any text; a new text makes new custom roles. Set it when the old ones cannot be used again: docs/deploy.md.')
param roleGeneration string = ''

@minValue(1)
@maxValue(36500)
@description('Days after which capture files, and in the Durable Task Scheduler the histories, are deleted.')
param retentionDays int = 30

@description('Where the durable orchestrations keep their state. The Durable Task Scheduler also needs a package built for it: docs/deploy.md.')
param durableBackend 'azureStorage' | 'durableTaskScheduler' = 'azureStorage'

@description('Version of Node.js.')
param nodeVersion '22' | '24' = '22'

@minValue(0)
@maxValue(100)
@description('Instances kept ready for HTTP requests, and as many for durable functions. 0 costs less, and an alert then waits for a cold start.')
param alwaysReadyInstances int = 1

@minValue(1)
@maxValue(1000)
@description('The most instances of the app. It must hold those that are kept ready: twice alwaysReadyInstances.')
param maximumInstances int = 40

@description('Requires an Entra ID token from callers beside the function key: docs/operate.md.')
param entra entraSettings?

@description('Virtual network, private endpoints and storage firewall: docs/deploy.md. Absent means public endpoints.')
param network networkSettings = {}

@description('Resource id of a Log Analytics workspace that receives the logs of the app and of the captures\' storage. Empty sends none.')
param diagnosticsWorkspaceId string = ''

@description('Resource ids of the action groups that are told when captures fail or alerts are refused. They must not call this app.')
param operatorActionGroupIds string[] = []

@description('Tags of every resource, beside the tags that azd needs.')
param tags texts = {}

@description('Settings of the app, by the names in docs/operate.md. An absent or empty one has the default.')
param appSettings texts = {}

@secure()
@description('Settings of the app that are secrets: NOTIFY_URL and its like.')
param secretSettings { *: string } = {}

var resourceToken = uniqueString(subscription().id, environmentName, location)
var allTags = union(tags, { 'azd-env-name': environmentName })
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
var roleSeed = empty(roleGeneration) ? resourceToken : '${resourceToken}-${roleGeneration}'
var roleNames = {
  agent: guid(subscription().id, roleSeed, 'agent')
  files: guid(subscription().id, roleSeed, 'files')
  links: guid(subscription().id, roleSeed, 'links')
  lookup: guid(subscription().id, roleSeed, 'lookup')
  sessions: guid(subscription().id, roleSeed, 'sessions')
}

// What Azure would refuse late, or with a message that does not name the setting, is refused here.
var checkedMaximumInstances = maximumInstances >= 2 * alwaysReadyInstances
  ? maximumInstances
  : fail('maximumInstances (CAPTURE_MAXIMUM_INSTANCES) is ${maximumInstances}, but ${2 * alwaysReadyInstances} instances are kept ready: alwaysReadyInstances (CAPTURE_ALWAYS_READY_INSTANCES) is ${alwaysReadyInstances} for HTTP and as many for durable functions. Raise the first or lower the second.')
var appSubnetId = network.?appSubnetId ?? ''
var endpointSubnetId = empty(network.?endpointSubnetId) || !empty(appSubnetId)
  ? network.?endpointSubnetId ?? ''
  : fail('network.endpointSubnetId (CAPTURE_ENDPOINT_SUBNET_ID) needs network.appSubnetId (CAPTURE_APP_SUBNET_ID): without a subnet of its own the app cannot reach a private endpoint.')
var captureNetwork = {
  ipRules: network.?storageIpRules ?? []
  subnetIds: network.?storageSubnetIds ?? []
}
var hasFirewall = !empty(captureNetwork.ipRules) || !empty(captureNetwork.subnetIds)
var captureSubnetIds = !hasFirewall
  ? []
  : !empty(appSubnetId)
      ? union(captureNetwork.subnetIds, [appSubnetId])
      : fail('A firewall on the storage of the captures (CAPTURE_STORAGE_SUBNET_IDS, CAPTURE_STORAGE_IP_RULES) needs network.appSubnetId (CAPTURE_APP_SUBNET_ID): the app has no fixed address that the firewall could let in.')

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: names.identity, location: location, tags: allTags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    applicationInsightsName: names.applicationInsights
    workspaceName: names.workspace
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
  }
}

module serviceMonitoring 'modules/service-monitoring.bicep' = {
  scope: group
  params: {
    applicationInsightsName: names.applicationInsights
    functionAppName: names.functionApp
    location: location
    tags: allTags
    actionGroupIds: operatorActionGroupIds
  }
  dependsOn: [monitoring]
}

module hostStorage 'modules/host-storage.bicep' = {
  scope: group
  params: {
    name: names.hostStorage
    location: location
    tags: allTags
    packageContainer: names.packageContainer
    principalId: identity.outputs.principalId
    isPrivate: !empty(endpointSubnetId)
  }
}

module hostEndpoints 'modules/storage-endpoints.bicep' = if (!empty(endpointSubnetId)) {
  scope: group
  params: {
    accountName: names.hostStorage
    location: location
    tags: allTags
    subnetId: endpointSubnetId
    dnsZonesGroupId: network.?dnsZonesGroupId ?? ''
  }
  dependsOn: [hostStorage]
}

module roles 'modules/role-definitions.bicep' = {
  params: {
    names: roleNames
    nameSuffix: roleSeed
    // A subscription covers its resource groups, and unlike one of them it cannot be gone at the next deployment.
    assignableScopes: union(map(subscriptionIds, id => '/subscriptions/${id}'), [subscription().id])
    additionalActions: additionalActions
  }
}

module captureStorage 'modules/capture-storage.bicep' = {
  scope: group
  params: {
    name: names.captureStorage
    location: location
    tags: allTags
    retentionDays: retentionDays
    principalId: identity.outputs.principalId
    roles: capturesRoles
    ipRules: captureNetwork.ipRules
    subnetIds: captureSubnetIds
    diagnosticsWorkspaceId: diagnosticsWorkspaceId
  }
  dependsOn: [roles]
}

module lookup 'modules/subscription-roles.bicep' = [
  for id in subscriptionIds: {
    scope: subscription(id)
    params: {
      roles: [roleNames.lookup]
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
    tags: allTags
    retentionDays: retentionDays
    principalId: identity.outputs.principalId
    clientId: identity.outputs.clientId
  }
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  params: {
    name: names.functionApp
    planName: names.plan
    location: location
    tags: allTags
    identityName: names.identity
    hostStorageName: names.hostStorage
    packageContainer: names.packageContainer
    applicationInsightsName: names.applicationInsights
    nodeVersion: nodeVersion
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: checkedMaximumInstances
    entra: entra
    subnetId: appSubnetId
    diagnosticsWorkspaceId: diagnosticsWorkspaceId
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
  dependsOn: [hostStorage, hostEndpoints, monitoring]
}

@description('Resource group of the app.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the function app.')
output FUNCTION_APP_NAME string = names.functionApp

@description('Base URL of the app.')
output FUNCTION_APP_URL string = functionApp.outputs.url

@description('Resource id of the storage account that captures go to.')
output CAPTURE_STORAGE_ACCOUNT_ID string = captureStorage.outputs.id

@description('End of the names of the custom roles of this deployment: "alert-capture ROLE SUFFIX".')
output CAPTURE_ROLE_SUFFIX string = roleSeed
