// The extension that captures; Network Watcher cannot capture without it.
import { texts } from '../types.bicep'

@description('Name of the virtual machine, in this resource group.')
param machineName string

@description('Region of the machine.')
param location string

@description('Name of the extension; the portal uses this one too.')
param extensionName string = 'AzureNetworkWatcherExtension'

@description('Tags.')
param tags texts = {}

resource machine 'Microsoft.Compute/virtualMachines@2026-04-01' existing = {
  name: machineName
}

resource agent 'Microsoft.Compute/virtualMachines/extensions@2026-04-01' = {
  parent: machine
  name: extensionName
  location: location
  tags: tags
  properties: {
    publisher: 'Microsoft.Azure.NetworkWatcher'
    type: 'NetworkWatcherAgent${machine.properties.storageProfile.osDisk.osType}' // …Linux or …Windows
    typeHandlerVersion: '1.4'
    autoUpgradeMinorVersion: true
    enableAutomaticUpgrade: true
  }
}

@description('Resource id of the extension.')
output id string = agent.id
