import type { BlobServiceClient } from '@azure/storage-blob';
import type { CaptureReport } from '../captures/outcome.ts';
import { storedFile, storedFiles } from '../captures/outcome.ts';
import type { FileLinks } from '../notifications/links.ts';
import { settings } from '../settings.ts';
import { requireAccount } from './allowed.ts';
import { azureBlobUrl } from './azure-blob.ts';
import { blobClient, blobPipeline } from './blob-client.ts';
import { credential } from './credential.ts';
import { toFailure } from './errors.ts';
import { localBlobKey } from './local-endpoints.ts';

/**
 * Creates links to the files of a report that need no sign-in and are valid for `CAPTURE_LINK_HOURS`.
 * Call it only where a message is sent: anyone with a link can read the file. A link that cannot be
 * created is logged as a warning, and the message is still sent.
 */
export async function makeFileLinks(
  report: CaptureReport,
): Promise<{ links: FileLinks; warnings: string[] }> {
  const { linkHours } = settings();
  const expiresOn = new Date(Date.now() + linkHours * 3_600_000);
  const links: Record<string, string> = {};
  const warnings: string[] = [];
  for (const url of linkHours > 0 ? fileUrls(report) : []) {
    try {
      links[url] = await linkTo(url, report.plan.storageAccountId, expiresOn);
    } catch (error) {
      const { code, message } = toFailure(error, 'notify');
      warnings.push(
        `No link could be made to ${url} (${code}): ${message} Give the app's identity the role Storage Blob Delegator on the storage account.`,
      );
    }
  }
  return { links, warnings };
}

const fileUrls = ({ captures }: CaptureReport): string[] =>
  captures.flatMap((capture) => {
    const file = storedFile(capture);
    return file ? storedFiles(file).map(({ url }) => url) : [];
  });

async function linkTo(url: string, accountId: string, expiresOn: Date): Promise<string> {
  const sdk = await import('@azure/storage-blob');
  if ((await localBlobKey(url)) === undefined) {
    requireAccount(accountId);
    const { origin } = azureBlobUrl(url, accountId);
    const service = new sdk.BlobServiceClient(origin, await blobPipeline(await credential()));
    return delegatedLink(service, url, expiresOn);
  }
  const client = await blobClient(url, accountId);
  return client.generateSasUrl({ permissions: sdk.BlobSASPermissions.parse('r'), expiresOn });
}

/** A link signed with a user delegation key of the app's identity, which works without shared keys. */
export async function delegatedLink(
  service: BlobServiceClient,
  url: string,
  expiresOn: Date,
): Promise<string> {
  const { BlobClient, BlobSASPermissions, SASProtocol } = await import('@azure/storage-blob');
  const key = await service.getUserDelegationKey(new Date(), expiresOn);
  const permissions = BlobSASPermissions.parse('r');
  return new BlobClient(url).generateUserDelegationSasUrl(
    { permissions, expiresOn, protocol: SASProtocol.Https },
    key,
  );
}
