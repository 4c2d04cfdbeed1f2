import { entraSettings, texts } from '../types.bicep'

@description('Name of the function app.')
param name string

@description('Name of its plan.')
param planName string

@description('Region.')
param location string

@description('Tags.')
param tags texts

@description('Name of the user-assigned identity.')
param identityName string

@description('Name of the storage account that the host works on.')
param hostStorageName string

@description('Container that the package is deployed to.')
param packageContainer string

@description('Name of the Application Insights resource.')
param applicationInsightsName string

@description('Version of Node.js.')
param nodeVersion string

@description('Instances kept ready for each of HTTP requests and durable functions.')
param alwaysReadyInstances int

@description('How far the app may scale out.')
param maximumInstances int

@description('Authentication by Entra ID, if asked for.')
param entra entraSettings?

@description('Resource id of the subnet, delegated to Microsoft.App/environments, that the app calls out through; empty means none.')
param subnetId string

@description('Resource id of the workspace that receives the log of the app; empty sends none.')
param diagnosticsWorkspaceId string

@description('Settings of the app.')
param appSettings texts

@secure()
@description('Settings of the app that are secrets; empty ones are left out.')
param secretSettings { *: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource storage 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: hostStorageName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    ...(empty(subnetId) ? {} : { virtualNetworkSubnetId: subnetId })
    keyVaultReferenceIdentity: identity.id
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: { name: 'node', version: nodeVersion }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances == 0
          ? []
          : [
              { name: 'http', instanceCount: alwaysReadyInstances }
              { name: 'durable', instanceCount: alwaysReadyInstances }
            ]
      }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identity.properties.clientId
        AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
        AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
        AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
        APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
        // Which identity the SDK takes, and that it tries no other kind.
        AZURE_CLIENT_ID: identity.properties.clientId
        AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential'
      },
      appSettings,
      toObject(
        filter(items(secretSettings), setting => !empty(setting.value)),
        setting => setting.key,
        setting => setting.value
      )
    )
  }

  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource authentication 'config' = if (entra != null) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      globalValidation: {
        requireAuthentication: true
        ...(entra.?signsPeopleIn == true
          ? { unauthenticatedClientAction: 'RedirectToLoginPage', redirectToProvider: 'azureactivedirectory' }
          : { unauthenticatedClientAction: 'Return401' })
        ...(entra.?signsPeopleIn == true && entra.?alertsHaveToken != true ? { excludedPaths: ['/api/alerts'] } : {})
      }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: entra.?clientId
            openIdIssuer: '${az.environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: {
            allowedAudiences: [entra.?clientId ?? '', 'api://${entra.?clientId ?? ''}']
            defaultAuthorizationPolicy: {
              allowedApplications: entra.?signsPeopleIn == true
                ? union(entra.?allowedApplications ?? [], [entra.?clientId ?? ''])
                : entra.?allowedApplications
            }
          }
        }
      }
      login: { tokenStore: { enabled: false } }
    }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(diagnosticsWorkspaceId)) {
  name: 'alert-capture'
  scope: app
  properties: {
    workspaceId: diagnosticsWorkspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Base URL.')
output url string = 'https://${app.properties.defaultHostName}'
