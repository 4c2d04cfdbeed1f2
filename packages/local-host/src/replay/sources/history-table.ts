import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { TableClient } from '@azure/data-tables';
import type { ContainerClient } from '@azure/storage-blob';
import type { Recording } from '../recording.ts';
import { ReplayError } from '../replay-error.ts';
import { fromRows, type Row } from './row-form.ts';

const unzip = promisify(gunzip);

/** Tables and container in which the extension stores a task hub (Azure Storage backend). */
export interface HistoryTables {
  /** `<hub>History`. */
  history: TableClient;
  /** `<hub>Instances`. */
  instances: TableClient;
  /** `<hub>-largemessages`, in lower case: payloads over about 60 KB, gzipped. */
  largeMessages: ContainerClient;
}

/**
 * Reads an instance's current execution from the extension's tables.
 *
 * @throws ReplayError `source-not-found`, `history-incomplete`
 */
export async function fromHistoryTable(tables: HistoryTables, id: string): Promise<Recording> {
  const partition = { filter: `PartitionKey eq '${escapedKey(id).replaceAll("'", "''")}'` };
  const history: Row[] = [];
  const instances: Row[] = [];
  try {
    // Dates remain text: Date objects would lose the last four of the seven decimals.
    const options = { queryOptions: partition, disableTypeConversion: true };
    for await (const row of tables.history.listEntities(options)) history.push(plain(row));
    for await (const row of tables.instances.listEntities(options)) instances.push(plain(row));
  } catch (error) {
    throw notFound(tables, id, error);
  }
  if (history.length === 0) throw notFound(tables, id);
  const largeMessages = (row: Row) => withPayloads(row, tables.largeMessages);
  const [instance] = await Promise.all(instances.map(largeMessages));
  return fromRows({ history: await Promise.all(history.map(largeMessages)), instance });
}

function notFound({ history }: HistoryTables, id: string, cause?: unknown): ReplayError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  const message = `The table ${history.tableName} does not contain a history of instance "${id}"${reason}. Check the name of the task hub, and that it uses the Azure Storage backend.`;
  return new ReplayError('source-not-found', message, { cause });
}

// Escapes characters that a key must not contain, as the extension does (DurableTask.AzureStorage KeySanitation).
function escapedKey(id: string): string {
  const escape = (character: string) =>
    `^${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return id.replace(/[/\\#?^\p{Cc}]/gu, escape);
}

// Without type conversion, numbers and dates are returned as `{ type, value }`.
function plain(entity: Record<string, unknown>): Row {
  const names: Record<string, string> = { partitionKey: 'PartitionKey', rowKey: 'RowKey' };
  const entries = Object.entries(entity).map(([name, given]) => {
    const typed = given as { type?: string; value?: unknown } | null;
    const value = typeof typed === 'object' && typed && 'type' in typed ? converted(typed) : given;
    return [names[name] ?? name, value] as const;
  });
  return Object.fromEntries(entries);
}

function converted({ type, value }: { type?: string; value?: unknown }): unknown {
  if (type === 'Int32' || type === 'Int64' || type === 'Double') return Number(value);
  return type === 'Boolean' ? value === true || value === 'true' : value;
}

/** Replaces payloads that are stored in blobs; for example, `ResultBlobName` names the blob of `Result`. */
async function withPayloads(row: Row, container: ContainerClient): Promise<Row> {
  const full: Row = {};
  for (const [name, value] of Object.entries(row)) {
    const property = /^(.+)BlobName$/.exec(name)?.[1];
    if (property === undefined) full[name] ??= value;
    else if (typeof value === 'string' && value !== '') {
      full[property] = await download(container, value);
    }
  }
  return full;
}

async function download(container: ContainerClient, blobName: string): Promise<string> {
  try {
    const bytes = await container.getBlobClient(blobName).downloadToBuffer();
    const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isZipped ? await unzip(bytes) : bytes).toString('utf8');
  } catch (error) {
    const message = `The blob ${container.containerName}/${blobName}, which holds a large payload of the history, cannot be read: ${(error as Error).message}`;
    throw new ReplayError('history-incomplete', message, { cause: error });
  }
}
