import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { TableClient, type TableEntity } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { fromFile, fromHistoryTable } from 'local-host/replay';
import { openHistoryTables } from '../commands/history-tables.ts';
import { azuriteForTests, type Azurite } from 'processes';
import { Run } from './support/run.ts';

type Row = Record<string, unknown>;

const ROWS = 'packages/local-host/conformance/fixtures/histories/mixed.storage-rows.json';
const rows = JSON.parse(await readFile(ROWS, 'utf8')) as Record<string, Row[]>;

/** A row as the extension writes it, with typed dates. */
function toEntity(row: Row): TableEntity {
  const entity: Row = { partitionKey: row['PartitionKey'], rowKey: row['RowKey'] };
  for (const [name, value] of Object.entries(row)) {
    if (/odata|^(PartitionKey|RowKey|Timestamp)$/.test(name)) continue;
    const isDate = row[`${name}@odata.type`] === 'Edm.DateTime';
    entity[name] = isDate ? { type: 'DateTime', value } : value;
  }
  return entity as TableEntity;
}

describe('a history in the tables of the Durable extension', () => {
  let azurite: Pick<Azurite, 'connectionString' | 'stop'>;

  const table = (name: string) =>
    TableClient.fromConnectionString(azurite.connectionString, name, {
      allowInsecureConnection: true,
    });

  async function write(hub: string, change: (row: Row) => Row | Promise<Row> = (row) => row) {
    for (const [name, key] of [
      ['History', 'History'],
      ['Instances', 'Instances'],
    ] as const) {
      const client = table(`${hub}${name}`);
      await client.createTable();
      for (const row of rows[key] ?? []) await client.createEntity(toEntity(await change(row)));
    }
  }

  before(async () => {
    azurite = await azuriteForTests();
  });
  after(() => azurite.stop());

  test('equals the one in a file', async () => {
    await write('Plain');
    const tables = openHistoryTables(azurite.connectionString, 'Plain');
    assert.deepEqual(await fromHistoryTable(tables, 'mixed-1'), await fromFile(ROWS));
  });

  test('includes large payloads from blobs', async () => {
    const blobs = BlobServiceClient.fromConnectionString(azurite.connectionString);
    const container = blobs.getContainerClient('large-largemessages');
    await container.create();
    const large = JSON.stringify(`Hello, ${'x'.repeat(200_000)}`);
    await write('Large', async (row) => {
      if (row['EventType'] !== 'TaskCompleted') return row;
      const ResultBlobName = 'mixed-1/history-0000000000000005-TaskCompleted-Result.json.gz';
      await container.getBlockBlobClient(ResultBlobName).uploadData(gzipSync(large));
      return { ...row, Result: '', ResultBlobName };
    });
    const tables = openHistoryTables(azurite.connectionString, 'Large');
    const { history } = await fromHistoryTable(tables, 'mixed-1');
    assert.equal((history[5] as { Result?: string }).Result, large);
    assert(!('ResultBlobName' in (history[5] ?? {})));
  });

  test('leaves out rows of an earlier execution', async () => {
    await write('Again');
    const stale = { ...rows['History']?.[1], RowKey: '0000000000000040', ExecutionId: 'earlier' };
    await table('AgainHistory').createEntity(toEntity(stale));
    const tables = openHistoryTables(azurite.connectionString, 'Again');
    assert.equal((await fromHistoryTable(tables, 'mixed-1')).history.length, 19);
  });

  test('is reported with advice when it is missing', async () => {
    await write('Known');
    const known = openHistoryTables(azurite.connectionString, 'Known');
    await assert.rejects(fromHistoryTable(known, 'none'), { code: 'source-not-found' });
    const unknown = openHistoryTables(azurite.connectionString, 'Unknown');
    await assert.rejects(fromHistoryTable(unknown, 'mixed-1'), {
      code: 'source-not-found',
      message:
        /The table UnknownHistory does not contain a history .* Check the name of the task hub/s,
    });
  });

  test('replays from the command line, and is exported', async () => {
    await write('Command');
    const folder = await mkdtemp(join(tmpdir(), 'replay-table-'));
    const file = join(folder, 'exported.json');
    using replay = new Run(
      process.execPath,
      [
        ...['commands/replay.ts', 'mixed-1', '--storage', 'TASK_HUB_STORAGE', '--hub', 'Command'],
        ...['--app', 'packages/local-host/fixtures/apps/replay', '--json', '--export', file],
      ],
      { TASK_HUB_STORAGE: azurite.connectionString },
    );
    assert.equal(await replay.exitCode(), 0, replay.stdout + replay.stderr);
    assert.equal((JSON.parse(replay.stdout) as { turns: unknown[] }).turns.length, 5);
    assert.deepEqual(await fromFile(file), await fromFile(ROWS));
    await rm(folder, { recursive: true });
  });
});
