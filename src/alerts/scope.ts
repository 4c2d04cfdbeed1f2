const storageAccount =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/[a-z0-9]{3,24}$/i;

/** Tells the resource id of a storage account. */
export const isStorageAccountId = (id: string): boolean => storageAccount.test(id);

/**
 * Whether a resource lies in one of some subscriptions or resource groups; without any, all do.
 *
 * @param scopes resource ids, lower case
 */
export function isWithin(scopes: readonly string[], id: string): boolean {
  const resource = `${id.toLowerCase()}/`;
  return scopes.length === 0 || scopes.some((scope) => resource.startsWith(`${scope}/`));
}
