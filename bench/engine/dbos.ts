import * as v from 'valibot';
import { startChild } from 'processes';
import { readyLine } from '../../commands/ready-line.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { requestJson } from './http-client.ts';
import { startPostgres } from './postgres.ts';
import { referencePath } from './references.ts';

const ready = v.object({ url: v.string() });

/** DBOS, with a method to fill its database. */
export interface DbosUnderTest extends EngineUnderTest {
  /** Copies a finished workflow with its steps this many times. DBOS must not be running. */
  fill(copies: number): Promise<void>;
}

/** The chain on DBOS, a library in a Node HTTP server, with its own PostgreSQL. */
export async function dbos(): Promise<DbosUnderTest> {
  const postgres = await startPostgres();
  const launch = () =>
    startChild({
      name: 'The DBOS server',
      module: referencePath('dbos-server.js'),
      args: [postgres.url],
      ready: readyLine(ready),
    });
  let server = await launch();
  return {
    name: 'DBOS',
    settings: `PostgreSQL ${postgres.version} with its defaults (fsync, synchronous_commit), running before the process starts`,
    start: () => requestJson<string>('POST', `${server.ready.url}/start`),
    result: (id) => requestJson<number>('GET', `${server.ready.url}/result/${id}`),
    run: () => requestJson<number>('POST', `${server.ready.url}/run`),
    stop: () => server.stop(),
    async launch() {
      server = await launch();
    },
    pids: () => [server.pid, postgres.pid],
    async fill(copies) {
      await postgres.execute(copyWorkflow(copies));
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await postgres[Symbol.asyncDispose]();
    },
  };
}

// Works with the table columns of any version.
const copyWorkflow = (copies: number) => `
  DO $$
  DECLARE name text; columns text; original text;
  BEGIN
    SELECT workflow_uuid INTO STRICT original FROM dbos.workflow_status WHERE status = 'SUCCESS' LIMIT 1;
    FOREACH name IN ARRAY ARRAY['workflow_status', 'operation_outputs'] LOOP
      SELECT string_agg(quote_ident(column_name), ', ') INTO columns FROM information_schema.columns
        WHERE table_schema = 'dbos' AND table_name = name AND column_name <> 'workflow_uuid';
      EXECUTE format('INSERT INTO dbos.%I (workflow_uuid, %s) SELECT ''copy-'' || copy, %s FROM dbos.%I, ' ||
        'generate_series(1, ${copies}) copy WHERE workflow_uuid = %L', name, columns, columns, name, original);
    END LOOP;
  END $$`;
