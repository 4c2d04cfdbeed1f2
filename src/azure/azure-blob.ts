import { parseResourceId } from '../alerts/resource-id.ts';
import { isStorageAccountId } from '../alerts/scope.ts';
import { StepError } from '../captures/failure.ts';

/**
 * Reads the URL of a blob of a storage account in the public cloud.
 * Source: "Storage account endpoints" in learn.microsoft.com/azure/storage/common/storage-account-overview:
 * `ACCOUNT.blob.core.windows.net`, or `ACCOUNT.zNN.blob.storage.azure.net` where the account has DNS zones.
 *
 * @param accountId resource id of the account that the plan names.
 * @throws {StepError} `ForeignBlob` for any other URL, which must not receive a Storage token.
 */
export function azureBlobUrl(url: string, accountId: string): URL {
  const parsed = URL.parse(url);
  const account = isStorageAccountId(accountId) ? parseResourceId(accountId)?.name : undefined;
  if (
    parsed?.protocol !== 'https:' ||
    account === undefined ||
    !isBlobHost(parsed.host, account.toLowerCase()) ||
    parsed.username !== '' ||
    parsed.password !== '' ||
    parsed.search !== '' ||
    parsed.hash !== ''
  ) {
    throw new StepError(
      'ForeignBlob',
      `The file is not in the storage account ${account ?? 'of the plan'}; its URL was not opened.`,
      'Look for the file in the storage account of the capture.',
    );
  }
  return parsed;
}

function isBlobHost(host: string, account: string): boolean {
  const [name, ...rest] = host.split('.');
  const suffix = rest.join('.');
  return (
    name === account &&
    (suffix === 'blob.core.windows.net' || /^z\d\d\.blob\.storage\.azure\.net$/.test(suffix))
  );
}
