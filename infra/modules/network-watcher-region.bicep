// The Network Watcher of a region, by the names that Azure itself uses when it makes one.
targetScope = 'subscription'

@description('Region that has no Network Watcher yet.')
param location string

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'NetworkWatcherRG'
  location: location
}

module watcher 'network-watcher.bicep' = {
  scope: group
  params: { location: location }
}
