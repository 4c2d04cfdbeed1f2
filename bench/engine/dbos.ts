import * as v from 'valibot';
import { startChild } from '../../commands/child-process.ts';
import { readyLine } from '../../commands/ready-line.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { requestJson } from './http-client.ts';
import { startPostgres } from './postgres.ts';
import { referencePath } from './references.ts';

const ready = v.object({ url: v.string() });

/** The chain on DBOS, a library in a Node process that answers HTTP, with a PostgreSQL of its own. */
export async function dbos(): Promise<EngineUnderTest> {
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
    async [Symbol.asyncDispose]() {
      await server.stop();
      await postgres[Symbol.asyncDispose]();
    },
  };
}
