import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The identity endpoint of App Service, which issues tokens of the app's managed identity. */
export interface IdentityEndpoint extends AsyncDisposable {
  /** Environment variables with its address. */
  env: Record<string, string>;
  /** The audiences of the requested tokens. */
  asked: string[];
}

/**
 * Starts a fake identity endpoint.
 * Source: "Connect to Azure services in app code", learn.microsoft.com/azure/app-service/overview-managed-identity.
 */
export async function startIdentityEndpoint(): Promise<IdentityEndpoint> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const resource = new URL(request.url ?? '/', 'http://x').searchParams.get('resource') ?? '';
    asked.push(resource);
    response.writeHead(200, { 'content-type': 'application/json' });
    const expires = Math.floor(Date.now() / 1000) + 86_400;
    response.end(
      JSON.stringify({
        access_token: `token-for-${resource}`,
        expires_on: String(expires),
        resource,
        token_type: 'Bearer',
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    env: {
      IDENTITY_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`,
      IDENTITY_HEADER: 'header',
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    },
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
