// The Network Watchers of regions that have none, by the names that Azure itself gives them.
// It is no part of azd up: Network Watchers belong to the subscription, and azd down must not delete them.
// Deploy it into the resource group NetworkWatcherRG, as docs/deploy.md shows.
import { texts } from 'types.bicep'

@description('Regions that have no Network Watcher yet. A subscription may have one in each region.')
param regions string[]

@description('Tags of each Network Watcher.')
param tags texts = {}

resource watchers 'Microsoft.Network/networkWatchers@2026-03-01' = [
  for region in regions: {
    name: 'NetworkWatcher_${region}'
    location: region
    tags: tags
  }
]

@description('Resource ids of the Network Watchers.')
output ids string[] = [for (region, index) in regions: watchers[index].id]
