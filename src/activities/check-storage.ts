import * as v from 'valibot';
import { parseResourceId } from '../alerts/resource-id.ts';
import { armGet } from '../azure/arm-request.ts';
import { statusCodeOf } from '../azure/errors.ts';
import { StepError } from '../captures/failure.ts';
import { normalizeLocation } from '../captures/session.ts';

export interface StorageCheck {
  storageAccountId: string;
  /** Normalised region of the machine. */
  location: string;
}

// Source: Microsoft.Storage, Storage Accounts - Get Properties.
const storageAccount = v.object({
  location: v.string(),
  kind: v.nullish(v.string(), ''),
  sku: v.nullish(v.object({ name: v.nullish(v.string(), '') }), { name: '' }),
  properties: v.nullish(v.object({ allowSharedKeyAccess: v.nullish(v.boolean(), true) }), {
    allowSharedKeyAccess: true,
  }),
});

/**
 * Makes sure that the service can write to the storage account. Where the app may not read the
 * account, the service's own word on the create has to do.
 *
 * @throws {StepError} `StorageAccountNotFound`, `StorageAccountInOtherRegion`, `StorageAccountUnsupported` or `SharedKeyRefused`.
 */
export async function checkStorage({ storageAccountId, location }: StorageCheck): Promise<void> {
  const { subscriptionId = '', name = '' } = parseResourceId(storageAccountId) ?? {};
  let body: unknown;
  try {
    body = await armGet(subscriptionId, `${storageAccountId}?api-version=2023-05-01`);
  } catch (error) {
    const status = statusCodeOf(error);
    if (status === 401 || status === 403) return;
    if (status !== 404) throw error;
    throw new StepError(
      'StorageAccountNotFound',
      `There is no storage account ${storageAccountId}.`,
      'Set CAPTURE_STORAGE_ACCOUNT_ID to the account that captures are to go to.',
    );
  }
  const account = v.parse(storageAccount, body);
  const itsLocation = normalizeLocation(account.location);
  if (itsLocation !== location) {
    throw new StepError(
      'StorageAccountInOtherRegion',
      `The storage account ${name} is in ${itsLocation}, and the machine in ${location}.`,
      `Name an account in ${location}: packet captures go only to storage in the region of the machine.`,
    );
  }
  const { kind, sku } = account;
  if (sku.name.startsWith('Premium') || kind === 'FileStorage' || kind === 'BlockBlobStorage') {
    throw new StepError(
      'StorageAccountUnsupported',
      `The storage account ${name} is of kind ${kind}, ${sku.name}; packet capture supports no premium storage.`,
      'Name a standard account, such as one of kind StorageV2 with Standard_LRS.',
    );
  }
  if (!account.properties.allowSharedKeyAccess) {
    throw new StepError(
      'SharedKeyRefused',
      `The storage account ${name} does not permit shared keys, which packet capture writes with.`,
      `Permit them: az storage account update --ids ${storageAccountId} --allow-shared-key-access true`,
    );
  }
}
