import * as v from 'valibot';

/** A storage account as described through the admin surface. */
export const StorageAccountDescription = v.strictObject({
  name: v.string(),
  location: v.optional(v.string(), 'westeurope'),
  sku: v.optional(v.string(), 'Standard_LRS'),
  kind: v.optional(v.string(), 'StorageV2'),
  /** Network Watcher needs shared-key access, since it signs its own SAS. */
  allowSharedKeyAccess: v.optional(v.boolean(), true),
  /** Source of these: Microsoft.Storage, Storage Accounts - Get Properties. */
  publicNetworkAccess: v.optional(
    v.picklist(['Enabled', 'Disabled', 'SecuredByPerimeter']),
    'Enabled',
  ),
  networkAcls: v.optional(
    v.strictObject({
      bypass: v.optional(v.string(), 'AzureServices'),
      defaultAction: v.optional(v.picklist(['Allow', 'Deny']), 'Allow'),
      ipRules: v.optional(v.array(v.looseObject({ value: v.string() })), []),
      virtualNetworkRules: v.optional(v.array(v.looseObject({ id: v.string() })), []),
    }),
    {},
  ),
  isHnsEnabled: v.optional(v.boolean(), false),
  missing: v.optional(v.boolean(), false),
});

export type StorageAccount = v.InferOutput<typeof StorageAccountDescription>;

/** The default description of an account with that name. */
export const ordinaryAccount = (name: string): StorageAccount =>
  v.parse(StorageAccountDescription, { name });
