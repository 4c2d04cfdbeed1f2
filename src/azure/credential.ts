import type { TokenCredential } from '@azure/identity';

let shared: Promise<TokenCredential> | undefined;

/** The app's identity: managed in Azure, the developer's own elsewhere. One for the process, so that tokens are shared. */
export function credential(): Promise<TokenCredential> {
  return (shared ??= import('@azure/identity').then(
    ({ DefaultAzureCredential }) => new DefaultAzureCredential(),
  ));
}
