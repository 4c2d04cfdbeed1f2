import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { BlobClient, BlobDownloadResponseParsed } from '@azure/storage-blob';
import type { Clock } from '../../clock/clock.ts';
import type { AppFunction, Invocation, LogEntry } from '../../model/function-app.ts';
import { HostError } from '../../model/host-error.ts';
import type { QueueAccounts } from '../queue-account.ts';
import { QueueListener } from '../queue-listener.ts';
import { encodeMessage } from '../queue-message.ts';
import type { QueueSender } from '../queue-sender.ts';
import type { QueueSettings } from '../queue-settings.ts';
import { handleMessage } from '../queue-trigger.ts';
import { isBlobChanged, isBlobMissing } from '../storage-errors.ts';
import type { BlobAccounts } from './blob-accounts.ts';
import { aboutBinding, type BlobBindings } from './blob-bindings.ts';
import { blobPattern } from './blob-path.ts';
import { BlobScanner, type FoundBlob } from './blob-scanner.ts';
import { blobReceipts } from './receipts.ts';

/** What a blob trigger uses. */
export interface BlobTriggerOptions {
  readonly fn: AppFunction;
  /** The app's folder. It identifies the host, so that receipts are found again. */
  readonly directory: string;
  readonly accounts: BlobAccounts;
  readonly queues: QueueAccounts;
  readonly sender: QueueSender;
  readonly bindings: BlobBindings;
  readonly settings: QueueSettings;
  readonly clock: Clock;
  /** Calls the function. A thrown error counts as a failed run. */
  readonly run: (invocation: Invocation) => Promise<unknown>;
  readonly log: (level: LogEntry['level'], message: string) => void;
  readonly onError: (error: unknown) => void;
}

/** A message for a blob, with the members of the extension's `BlobTriggerMessage`. */
interface BlobMessage {
  readonly Type: 'BlobTrigger';
  readonly FunctionId: string;
  readonly BlobType: string;
  readonly ContainerName: string;
  readonly BlobName: string;
  readonly ETag: string;
}

const POISON_QUEUE = 'webjobs-blobtrigger-poison';

/**
 * Creates the trigger of a function for blobs, which works as in the Functions host: a scan finds new
 * versions of blobs and sends a message for each one to a queue, and the function runs for each message. So
 * failed runs are repeated, and then the message moves to the queue `webjobs-blobtrigger-poison`. Unlike
 * there, queue and receipts are in the trigger's own account.
 *
 * @throws HostError `binding-invalid`, `setting-missing`, `setting-invalid`
 */
export function createBlobTrigger(options: BlobTriggerOptions) {
  const { fn, accounts, queues, sender, settings, clock, run, log, onError } = options;
  const about = aboutBinding(fn, fn.trigger);
  if (fn.trigger['sdkBinding'] === true) {
    const message = `${about} has "sdkBinding", which this host does not have.`;
    throw new HostError('binding-invalid', message);
  }
  const pattern = blobPattern(about, fn.trigger['path']);
  const service = accounts.get(about, fn.trigger['connection']);
  const container = service.getContainerClient(pattern.container);
  const queueService = queues.service(about, fn.trigger['connection']);
  const hostId = digest(options.directory);
  const queue = queueService.getQueueClient(
    `azure-webjobs-blobtrigger-${digest(`${hostId}/${fn.name.toLowerCase()}`)}`,
  );
  const poison = queueService.getQueueClient(POISON_QUEUE);

  const enqueue = async ({ name, etag, type }: FoundBlob) => {
    const message: BlobMessage = {
      Type: 'BlobTrigger',
      FunctionId: `Host.Functions.${fn.name}`,
      BlobType: type,
      ContainerName: container.containerName,
      BlobName: name,
      ETag: etag,
    };
    await sender.send(queue, [encodeMessage(JSON.stringify(message), settings.messageEncoding)]);
  };

  const handle = async ({ BlobName: name, ETag: etag }: BlobMessage) => {
    const values = pattern.match(name);
    const client = container.getBlobClient(name);
    const blob = values && (await download(client, etag));
    if (!blob) return;
    const triggerMetadata = {
      blobTrigger: `${container.containerName}/${name}`,
      uri: client.url.split('?', 1)[0],
      properties: propertiesOf(blob.response),
      metadata: blob.response.metadata ?? {},
      ...values,
    };
    await run({ triggerData: { value: blob.bytes }, triggerMetadata });
  };

  const handling = {
    ...{ queue, settings, clock, onError, binary: false },
    poison: { name: POISON_QUEUE, send: (text: string) => sender.send(poison, [text]) },
    run: ({ triggerData }: Invocation) =>
      handle((triggerData as { value: unknown }).value as BlobMessage),
    onWarning: (message: string) => log('warning', message),
  };
  const listener = new QueueListener({
    ...{ queue, settings, clock },
    handle: (message) => handleMessage(handling, message),
    onState: log,
  });
  sender.subscribe(queue.url, () => listener.notify());

  const receipts = blobReceipts(service.getContainerClient('azure-webjobs-hosts'), hostId, fn.name);
  const scanner = new BlobScanner({
    ...{ container, pattern, receipts, clock },
    ...{ onFound: enqueue, onState: log },
  });
  options.bindings.subscribe(container.url, () => scanner.notify());

  return {
    start() {
      listener.start();
      scanner.start();
    },
    async stop() {
      await Promise.all([scanner.stop(), listener.stop()]);
    },
  };
}

/** Reads that version of a blob; undefined if the blob was deleted or written again. */
async function download(client: BlobClient, etag: string) {
  try {
    const conditions = { ifMatch: `"${etag}"` };
    const response = await client.download(0, undefined, { conditions });
    const { readableStreamBody } = response;
    return { response, bytes: readableStreamBody ? await buffer(readableStreamBody) : Buffer.of() };
  } catch (error) {
    if (isBlobMissing(error) || isBlobChanged(error)) return undefined;
    throw error;
  }
}

/** The usual members of .NET's `BlobProperties`, as the SDK shows them. */
function propertiesOf(response: BlobDownloadResponseParsed) {
  return {
    lastModified: response.lastModified?.toISOString(),
    createdOn: response.createdOn?.toISOString(),
    contentLength: response.contentLength,
    contentType: response.contentType,
    contentEncoding: response.contentEncoding,
    contentLanguage: response.contentLanguage,
    contentDisposition: response.contentDisposition,
    contentHash: response.contentMD5 && Buffer.from(response.contentMD5).toString('base64'),
    cacheControl: response.cacheControl,
    metadata: response.metadata,
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
