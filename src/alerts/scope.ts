const storageAccount =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/[a-z0-9]{3,24}$/i;

/** True for the resource id of a storage account. */
export const isStorageAccountId = (id: string): boolean => storageAccount.test(id);

/**
 * True when a resource is in one of the given scopes, or when no scopes are given.
 *
 * @param scopes resource ids of subscriptions or resource groups, in lower case
 */
export function isWithin(scopes: readonly string[], id: string): boolean {
  const resource = `${id.toLowerCase()}/`;
  return scopes.length === 0 || scopes.some((scope) => resource.startsWith(`${scope}/`));
}
