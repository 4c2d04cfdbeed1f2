import { resourceNotFound } from '../model/arm-error.ts';
import { formatResourceId } from '../model/resource-id.ts';
import { resourceIdOf, type ArmRoute } from './route.ts';

const TYPE = 'Microsoft.Storage/storageAccounts';

/** Operations on storage accounts. Their blob endpoint is Azurite's if captures are written there. */
export const storageAccountRoutes: readonly ArmRoute[] = [
  {
    operation: 'storageAccounts.getProperties',
    specification: 'Microsoft.Storage/2023-05-01/StorageAccounts_GetProperties',
    method: 'GET',
    path: `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/${TYPE}/{account}`,
    action: `${TYPE}/read`,
    handle: ({ world, blobs }, call) => {
      const id = resourceIdOf(call, TYPE, 'account');
      const account = world.storageAccount(id.name);
      if (!account) throw resourceNotFound(TYPE, id.name, id.resourceGroup);
      const blob = blobs ? `${blobs.endpoint}/` : `https://${id.name}.blob.core.windows.net/`;
      return {
        status: 200,
        body: {
          sku: { name: account.sku, tier: account.sku.split('_')[0] },
          kind: account.kind,
          id: formatResourceId(id),
          name: id.name,
          type: TYPE,
          location: account.location,
          tags: {},
          properties: {
            provisioningState: 'Succeeded',
            allowSharedKeyAccess: account.allowSharedKeyAccess,
            isHnsEnabled: account.isHnsEnabled,
            publicNetworkAccess: account.publicNetworkAccess,
            networkAcls: account.networkAcls,
            supportsHttpsTrafficOnly: true,
            primaryEndpoints: { blob },
            primaryLocation: account.location,
            statusOfPrimary: 'available',
          },
        },
      };
    },
  },
];
