@description('Region of the Network Watcher; a subscription may have one in each.')
param location string

resource watcher 'Microsoft.Network/networkWatchers@2025-01-01' = {
  name: 'NetworkWatcher_${location}'
  location: location
}

@description('Resource id of the Network Watcher.')
output id string = watcher.id
