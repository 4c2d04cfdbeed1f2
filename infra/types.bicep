@export()
@sealed()
@description('Authentication by Entra ID in front of the app.')
type entraSettings = {
  @description('Application (client) id of the registration that stands for the app.')
  clientId: string

  @description('Client ids of the applications that may call, Azure Monitor among them. Empty means every application of the tenant.')
  allowedApplications: string[]

  @description('Whether people sign in with their account instead of a key.')
  signsPeopleIn: bool

  @description('Whether Azure Monitor sends a token.')
  alertsHaveToken: bool
}

@export()
@sealed()
@description('Virtual network, private endpoints and storage firewall.')
type networkSettings = {
  @description('Resource id of a subnet, delegated to Microsoft.App/environments, that the app calls out through.')
  appSubnetId: string?

  @description('Resource id of the subnet for private endpoints of the host\'s storage, whose public endpoint is then closed.')
  endpointSubnetId: string?

  @description('Resource id of the resource group with the private DNS zones of these endpoints. Absent: a policy of yours writes the records.')
  dnsZonesGroupId: string?

  @description('Resource ids of the subnets of the machines. With these or the next, the captures\' storage has a firewall.')
  storageSubnetIds: string[]?

  @description('Public IPv4 addresses or CIDR ranges that reach the captures\' storage: those of the people who open the files.')
  storageIpRules: string[]?
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

  @description('A number as text, since Bicep has no fractions. Its unit is that of the metric, bytes for the network metrics; 1 GB if absent.')
  threshold: string?

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

@export()
@description('The items of a comma-separated text, without blanks around them; empty items are left out.')
func listOf(text string) string[] => filter(map(split(text, ','), item => trim(item)), item => !empty(item))
