@export()
@sealed()
@description('Authentication by Entra ID in front of the app.')
type entraSettings = {
  @description('Application (client) id of the registration that stands for the app.')
  clientId: string

  @description('Client ids of who may call: Azure Monitor, and whoever else shall.')
  allowedApplications: string[]
}

@export()
@sealed()
@description('GUIDs that name the role definitions of this deployment.')
type roleNames = {
  @description('On the storage account of the captures.')
  files: string

  @description('On the same, if notifications shall have links to the files.')
  links: string

  @description('On each subscription.')
  lookup: string

  @description('On the subscriptions or resource groups of the machines.')
  sessions: string

  @description('On the same, if the app shall install the agent.')
  agent: string
}

@export()
@description('Text by name: the tags of a resource, or app settings.')
type texts = { *: string }

@export()
@sealed()
@description('When a metric alert rule fires.')
type metricCondition = {
  @description('Metric of the virtual machine; Network In Total if absent.')
  metric: string?

  @description('How the values of a window become one; Total if absent.')
  aggregation: ('Average' | 'Count' | 'Maximum' | 'Minimum' | 'Total')?

  @description('GreaterThan if absent.')
  operator: ('Equals' | 'GreaterThan' | 'GreaterThanOrEqual' | 'LessThan' | 'LessThanOrEqual')?

  @description('In the unit of the metric, which for the network metrics is bytes; 1 GB if absent.')
  threshold: int?

  @description('Length of a window, as an ISO 8601 duration; PT5M if absent.')
  window: string?

  @description('0 is critical, 4 verbose; 2 if absent.')
  severity: (0 | 1 | 2 | 3 | 4)?
}

@export()
@sealed()
@description('The registration that Azure Monitor asks a token for.')
type secureWebhook = {
  @description('Object id of the registration\'s application.')
  objectId: string

  @description('Its identifier URI: api://…')
  identifierUri: string
}
