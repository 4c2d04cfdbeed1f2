import { parseResourceId } from '../alerts/resource-id.ts';
import { StepError } from '../captures/failure.ts';
import { normalizeLocation } from '../captures/session.ts';

/** Properties of a storage account that a capture depends on. */
export interface StorageAccount {
  location: string;
  kind: string;
  /** SKU name, such as `Standard_LRS`. */
  sku: string;
  allowSharedKeyAccess: boolean;
  /** True for a hierarchical namespace (Data Lake Storage). */
  isHnsEnabled: boolean;
  network: StorageNetwork;
}

/** Network access to an account. Source: Microsoft.Storage, Storage Accounts - Get Properties. */
export interface StorageNetwork {
  /** `Enabled`, `Disabled` or `SecuredByPerimeter`. */
  publicAccess: string;
  defaultAction: string;
  /** Bypass rules, such as `AzureServices, Logging`, which admit trusted services. */
  bypass: string;
  /** Number of allowed addresses, allowed subnets and private endpoints. */
  openings: number;
}

/**
 * Checks that the service can write a machine's capture to a storage account. For an account that the
 * app may not read, only the service's response to the create reports a problem.
 *
 * @param location normalised region of the machine.
 * @throws {StepError} `StorageAccountNotFound`, `StorageAccountInOtherRegion`,
 * `StorageAccountUnsupported`, `SharedKeyRefused` or `StorageNotReachable`.
 */
export function checkStorage(
  id: string,
  account: StorageAccount | 'missing' | 'hidden',
  location: string,
): void {
  if (account === 'hidden') return;
  if (account === 'missing') {
    throw new StepError(
      'StorageAccountNotFound',
      `There is no storage account ${id}.`,
      'Set CAPTURE_STORAGE_ACCOUNT_ID to the account that captures are to go to.',
    );
  }
  const { name = '' } = parseResourceId(id) ?? {};
  const itsLocation = normalizeLocation(account.location);
  if (itsLocation !== location) {
    throw new StepError(
      'StorageAccountInOtherRegion',
      `The storage account ${name} is in ${itsLocation}, and the machine in ${location}.`,
      `Name an account in ${location}: packet captures go only to storage in the region of the machine.`,
    );
  }
  const { kind, sku } = account;
  if (sku.startsWith('Premium') || kind === 'FileStorage' || kind === 'BlockBlobStorage') {
    throw new StepError(
      'StorageAccountUnsupported',
      `The storage account ${name} is of kind ${kind}, ${sku}; packet capture supports no premium storage.`,
      'Name a standard account, such as one of kind StorageV2 with Standard_LRS.',
    );
  }
  if (account.isHnsEnabled) {
    throw new StepError(
      'StorageAccountUnsupported',
      `The storage account ${name} has a hierarchical namespace (Data Lake Storage).`,
      'Name a standard account without one, such as one of kind StorageV2.',
    );
  }
  checkNetwork(id, name, account.network);
  if (!account.allowSharedKeyAccess) {
    throw new StepError(
      'SharedKeyRefused',
      `The storage account ${name} does not permit shared keys, which packet capture writes with.`,
      `Permit them: az storage account update --ids ${id} --allow-shared-key-access true`,
    );
  }
}

/** Checks network access. Whether a private endpoint or a network rule admits the machine is not visible here. */
function checkNetwork(id: string, name: string, network: StorageNetwork): void {
  const { publicAccess, defaultAction, bypass, openings } = network;
  if (openings > 0) return;
  if (publicAccess === 'Disabled') {
    throw new StepError(
      'StorageNotReachable',
      `The storage account ${name} permits no public network access, and has no private endpoint.`,
      `Permit selected networks: az storage account update --ids ${id} --public-network-access Enabled --default-action Deny --bypass AzureServices, with a rule for the subnet of the machine.`,
    );
  }
  if (defaultAction === 'Deny' && !/\bAzureServices\b/i.test(bypass)) {
    throw new StepError(
      'StorageNotReachable',
      `The firewall of the storage account ${name} lets in neither trusted Azure services nor any network.`,
      `Let trusted services in: az storage account update --ids ${id} --bypass AzureServices, and add a rule for the subnet of the machine.`,
    );
  }
}
