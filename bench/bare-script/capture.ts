/**
 * A capture without a workflow: the app's calls in sequence, with the same SDKs. It does not survive a
 * crash, enforces no limit, and retries only as the SDK does.
 */
import {
  NetworkManagementClient,
  type NetworkManagementClientOptionalParams,
} from '@azure/arm-network';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import { BlobServiceClient } from '@azure/storage-blob';
import { setTimeout as delay } from 'node:timers/promises';

/** Base URL of the simulator, connection string of the storage, and URL for the final notification. */
export interface BareSettings {
  simulator: string;
  storage: string;
  notifications: string;
  storageAccountId: string;
  timeLimitSeconds: number;
}

// Equals the app's first wait for a capture of one second.
const FIRST_LOOK_MS = 2_000;
const LOOK_AGAIN_MS = 1_000;
const FILE_AGAIN_MS = 1_000;

/** Creates the function that captures one machine, by resource id and session name. */
export function bareScript(settings: BareSettings): (vm: string, name: string) => Promise<void> {
  const blobs = BlobServiceClient.fromConnectionString(settings.storage);
  const httpClient = toSimulator(settings.simulator);
  const credential = {
    getToken: async () => ({ token: 'local', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
  };
  const clients = new Map<string, NetworkManagementClient>();
  const clientFor = (subscriptionId: string): NetworkManagementClient => {
    let client = clients.get(subscriptionId);
    if (!client) {
      client = new NetworkManagementClient(credential, subscriptionId, { httpClient });
      clients.set(subscriptionId, client);
    }
    return client;
  };

  return async (vm, name) => {
    const client = clientFor(vm.split('/')[2] ?? '');
    const get = async (path: string): Promise<unknown> => {
      const request = createPipelineRequest({
        url: `https://management.azure.com${path}`,
        headers: createHttpHeaders(),
      });
      const { status, bodyAsText } = await client.pipeline.sendRequest(httpClient, request);
      if (status !== 200) throw new Error(`${path} answered ${status}.`);
      return JSON.parse(bodyAsText ?? '');
    };

    const machine = (await get(`${vm}?api-version=2024-07-01&$expand=instanceView`)) as {
      location: string;
    };
    const watchers = await all(client.networkWatchers.listAll());
    const watcher = watchers.find(({ location }) => location === machine.location);
    const [, , , , group = '', , , , watcherName = ''] = watcher?.id?.split('/') ?? [];
    await get(`${settings.storageAccountId}?api-version=2023-05-01`);
    const captures = client.packetCaptures;
    await all(captures.list(group, watcherName));
    await captures.get(group, watcherName, name).catch(expected404);
    const operation = captures.create(group, watcherName, name, {
      target: vm,
      targetType: 'AzureVM',
      totalBytesPerSession: 2 ** 30,
      timeLimitInSeconds: settings.timeLimitSeconds,
      storageLocation: { storageId: settings.storageAccountId },
    });
    await operation.submitted();

    await delay(FIRST_LOOK_MS);
    if (!operation.isDone) await operation.poll();
    const session = await captures.get(group, watcherName, name);
    while (!(await hasStopped(captures, group, watcherName, name))) await delay(LOOK_AGAIN_MS);

    const fileUrl = session.storageLocation?.storagePath ?? '';
    const bytes = await untilThere(blobs, fileUrl);
    const document = JSON.stringify({ vm, name, bytes });
    await blobAt(blobs, `${fileUrl}.json`).upload(document, Buffer.byteLength(document));
    await captures.delete(group, watcherName, name).submitted();
    const answer = await fetch(settings.notifications, { method: 'POST', body: document });
    await answer.arrayBuffer();
  };
}

type HttpClient = NonNullable<NetworkManagementClientOptionalParams['httpClient']>;

function toSimulator(simulator: string): HttpClient {
  const sender = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      const { pathname, search } = new URL(request.url);
      const url = simulator + pathname + search;
      const sent = { ...request, url, allowInsecureConnection: true };
      return { ...(await sender.sendRequest(sent)), request };
    },
  };
}

async function hasStopped(
  captures: NetworkManagementClient['packetCaptures'],
  group: string,
  watcher: string,
  name: string,
): Promise<boolean> {
  let body = '';
  const onResponse = (response: { bodyAsText?: string | null }): void => {
    body = response.bodyAsText ?? '';
  };
  await captures.getStatus(group, watcher, name, { onResponse }).submitted();
  return body.includes('"Stopped"');
}

async function untilThere(blobs: BlobServiceClient, url: string): Promise<number> {
  for (;;) {
    const found = await blobAt(blobs, url).getProperties().catch(expected404);
    if (found) return found.contentLength ?? 0;
    await delay(FILE_AGAIN_MS);
  }
}

function blobAt(blobs: BlobServiceClient, url: string) {
  const [container = '', ...path] = url.slice(blobs.url.length).replace(/^\//, '').split('/');
  return blobs.getContainerClient(container).getBlockBlobClient(path.join('/'));
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const rows: T[] = [];
  for await (const row of pages) rows.push(row);
  return rows;
}

function expected404(error: unknown): undefined {
  if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  return undefined;
}
