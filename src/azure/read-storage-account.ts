import * as v from 'valibot';
import type { StorageAccount } from './check-storage.ts';
import { requireAccount } from './allowed.ts';
import { armGet } from './arm-request.ts';
import { armUrl, segmentsOf } from './arm-url.ts';
import { statusCodeOf } from './errors.ts';

const list = v.nullish(v.array(v.unknown()), []);

// Source: Microsoft.Storage, Storage Accounts - Get Properties.
const storageAccount = v.object({
  location: v.string(),
  kind: v.nullish(v.string(), ''),
  sku: v.nullish(v.object({ name: v.nullish(v.string(), '') }), { name: '' }),
  properties: v.nullish(
    v.object({
      allowSharedKeyAccess: v.nullish(v.boolean(), true),
      isHnsEnabled: v.nullish(v.boolean(), false),
      publicNetworkAccess: v.nullish(v.string(), 'Enabled'),
      networkAcls: v.nullish(
        v.object({
          bypass: v.nullish(v.string(), 'AzureServices'),
          defaultAction: v.nullish(v.string(), 'Allow'),
          ipRules: list,
          virtualNetworkRules: list,
        }),
        {},
      ),
      privateEndpointConnections: list,
    }),
    {},
  ),
});

/**
 * Reads a storage account. Returns `missing` when it does not exist, `hidden` when the app may not read it.
 *
 * @throws {StepError} `NotAllowed`
 * @throws {RestError} as the SDK's own calls do.
 */
export async function readStorageAccount(
  id: string,
): Promise<StorageAccount | 'missing' | 'hidden'> {
  requireAccount(id);
  const path = segmentsOf(id);
  const [, subscriptionId = ''] = path;
  let body: unknown;
  try {
    body = await armGet(subscriptionId, armUrl(path, { 'api-version': '2023-05-01' }));
  } catch (error) {
    const status = statusCodeOf(error);
    if (status === 401 || status === 403) return 'hidden';
    if (status === 404) return 'missing';
    throw error;
  }
  const { location, kind, sku, properties } = v.parse(storageAccount, body);
  const { allowSharedKeyAccess, isHnsEnabled, publicNetworkAccess, networkAcls } = properties;
  const { bypass, defaultAction, ipRules, virtualNetworkRules } = networkAcls;
  const { length: endpoints } = properties.privateEndpointConnections;
  const isPublic = publicNetworkAccess !== 'Disabled';
  return {
    ...{ location, kind, sku: sku.name, allowSharedKeyAccess, isHnsEnabled },
    network: {
      ...{ publicAccess: publicNetworkAccess, defaultAction, bypass },
      openings: endpoints + (isPublic ? ipRules.length + virtualNetworkRules.length : 0),
    },
  };
}
