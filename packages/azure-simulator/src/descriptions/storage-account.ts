import * as v from 'valibot';

/** A storage account as described through the admin surface. */
export const StorageAccountDescription = v.strictObject({
  name: v.string(),
  location: v.optional(v.string(), 'westeurope'),
  sku: v.optional(v.string(), 'Standard_LRS'),
  kind: v.optional(v.string(), 'StorageV2'),
  /** Network Watcher needs shared-key access, since it signs its own SAS. */
  allowSharedKeyAccess: v.optional(v.boolean(), true),
  missing: v.optional(v.boolean(), false),
});

export type StorageAccount = v.InferOutput<typeof StorageAccountDescription>;
