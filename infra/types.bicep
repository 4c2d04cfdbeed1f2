@export()
@sealed()
@description('Settings of the app that an operator may choose; the app checks their ranges at its start.')
type captureSettings = {
  @description('Sessions that one Network Watcher may hold at a time.')
  CAPTURE_LIMIT: string?

  @description('How long a capture runs, in seconds.')
  CAPTURE_TIME_LIMIT_SECONDS: string?

  @description('How many bytes of each packet are kept; 0 is all.')
  CAPTURE_BYTES_PER_PACKET: string?

  @description('How large a capture may become, in bytes.')
  CAPTURE_TOTAL_BYTES: string?

  @description('How long past its expected end a capture, then its file, is waited for, in seconds.')
  CAPTURE_GRACE_SECONDS: string?
}

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

  @description('On each subscription.')
  lookup: string

  @description('On the subscriptions or resource groups of the machines.')
  sessions: string
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
