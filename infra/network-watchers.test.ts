import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshot } from './snapshot.ts';

/** The Network Watchers created for these regions: name, region and resource group. */
async function watchers(...regions: string[]): Promise<string[]> {
  const resources = await snapshot({
    text: `using 'network-watchers.bicep'\nparam regions = ${JSON.stringify(regions).replaceAll('"', "'")}\n`,
    resourceGroup: 'NetworkWatcherRG',
  });
  return resources.map(({ type, name, location, id }) =>
    [type, name, location, id.split('/')[4]].join(' '),
  );
}

test('one region gets its Network Watcher, in the resource group that is there', async () => {
  assert.deepEqual(await watchers('westeurope'), [
    'Microsoft.Network/networkWatchers NetworkWatcher_westeurope westeurope NetworkWatcherRG',
  ]);
});

test('two regions share the resource group, which is not declared a second time', async () => {
  assert.deepEqual(await watchers('westeurope', 'northeurope'), [
    'Microsoft.Network/networkWatchers NetworkWatcher_westeurope westeurope NetworkWatcherRG',
    'Microsoft.Network/networkWatchers NetworkWatcher_northeurope northeurope NetworkWatcherRG',
  ]);
});
