import type { TokenCredential } from '@azure/identity';

let shared: Promise<TokenCredential> | undefined;

/** The app's identity: managed in Azure, the developer's elsewhere. One per process, to share tokens. */
export function credential(): Promise<TokenCredential> {
  return (shared ??= import('@azure/identity').then(
    ({ DefaultAzureCredential }) => new DefaultAzureCredential(),
  ));
}
