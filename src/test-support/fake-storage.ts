import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A storage account on this machine that keeps its blobs in memory. */
export interface FakeStorage {
  /** URL of the account. */
  url: string;
  /** Contents by path below the account, such as `logs/x.cap`. */
  blobs: Map<string, Buffer>;
  /** Requests as `METHOD path`, with the offset of a read that does not start at the beginning. */
  asked: string[];
  /** Settings with which the app uses this account. */
  settings: Record<'CAPTURE_STORAGE_ACCOUNT_ID' | 'LOCAL_STORAGE_CONNECTION_STRING', string>;
  close: () => Promise<void>;
}

/** Resource id of the account. */
export const fakeAccountId =
  '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';

/** Starts the account. It reads, lists and writes blobs, and reads from an offset. */
export async function startFakeStorage(): Promise<FakeStorage> {
  const blobs = new Map<string, Buffer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { method = '', headers } = request;
    const path = (request.url ?? '').split('?')[0]?.replace('/a/', '') ?? '';
    const from = Number(/^bytes=(\d+)-/.exec(String(headers['x-ms-range'] ?? ''))?.[1] ?? 0);
    asked.push(`${method} ${path}${from > 0 ? ` from ${from}` : ''}`);
    void buffer(request).then((body) => {
      const blob = blobs.get(path);
      const prefix = /comp=list&.*?prefix=([^&]*)/.exec(request.url ?? '')?.[1];
      if (prefix !== undefined) {
        const list = listOf(blobs, `${path}/`, decodeURIComponent(prefix));
        response.writeHead(200, { 'content-type': 'application/xml' }).end(list);
      } else if (method === 'PUT') {
        blobs.set(path, body);
        response.writeHead(201).end();
      } else if (blob === undefined) {
        response.writeHead(404, { 'x-ms-error-code': 'BlobNotFound' }).end();
      } else {
        const part = blob.subarray(from);
        response.writeHead(from > 0 ? 206 : 200, {
          etag: '"1"',
          'content-length': part.length,
          'content-range': `bytes ${from}-${blob.length - 1}/${blob.length}`,
        });
        response.end(method === 'HEAD' ? undefined : part);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a`;
  const key = Buffer.from('key').toString('base64');
  return {
    url,
    blobs,
    asked,
    settings: {
      CAPTURE_STORAGE_ACCOUNT_ID: fakeAccountId,
      LOCAL_STORAGE_CONNECTION_STRING: `AccountName=a;AccountKey=${key};BlobEndpoint=${url};`,
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Source: "List Blobs", learn.microsoft.com/rest/api/storageservices. */
function listOf(blobs: ReadonlyMap<string, Buffer>, container: string, prefix: string): string {
  const rows = [...blobs]
    .filter(([path]) => path.startsWith(container + prefix))
    .map(
      ([path, { length }]) =>
        `<Blob><Name>${path.slice(container.length)}</Name><Properties><Content-Length>${length}</Content-Length></Properties></Blob>`,
    );
  return `<?xml version="1.0"?><EnumerationResults><Blobs>${rows.join('')}</Blobs><NextMarker/></EnumerationResults>`;
}
