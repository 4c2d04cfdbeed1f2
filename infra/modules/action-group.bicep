import { secureWebhook, texts } from '../types.bicep'

@description('Name of the action group.')
param name string = 'alert-capture'

@maxLength(12)
@description('Name that messages to people show.')
param shortName string = 'alertcapture'

@description('Name of the function app, in this resource group.')
param functionAppName string

@description('Function key to call with.')
param functionKeyName string = 'default'

@description('Calls with an Entra ID token beside the function key.')
param entraWebhook secureWebhook?

@description('Tags.')
param tags texts = {}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName

  resource postAlert 'functions' existing = {
    name: 'postAlert'
  }
}

var url = 'https://${app.properties.defaultHostName}/api/alerts?code=${uriComponent(app::postAlert.listKeys()[functionKeyName])}'

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    groupShortName: shortName
    enabled: true
    azureFunctionReceivers: entraWebhook != null
      ? []
      : [
          {
            name: 'capture'
            functionAppResourceId: app.id
            functionName: app::postAlert.name
            httpTriggerUrl: url
            useCommonAlertSchema: true
          }
        ]
    webhookReceivers: entraWebhook == null
      ? []
      : [
          {
            name: 'capture'
            serviceUri: url
            useAadAuth: true
            objectId: entraWebhook.?objectId
            identifierUri: entraWebhook.?identifierUri
            tenantId: tenant().tenantId
            useCommonAlertSchema: true
          }
        ]
  }
}

@description('Resource id of the action group.')
output id string = actionGroup.id
