import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiUrl, startChainHost } from './chain-host.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { requestJson } from './http-client.ts';

const PATIENCE_SECONDS = 60;

/** The chain on our local host, through the Durable Functions HTTP API. */
export async function localHost(): Promise<EngineUnderTest> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'bench-local-host-'));
  const launch = () => startChainHost(stateDirectory);
  let host = await launch();
  return {
    name: 'local host',
    settings: 'SQLite, synchronous=FULL; through its HTTP API, which waits for a result',
    start: async () =>
      (await requestJson<{ id: string }>('POST', apiUrl(host.ready, 'orchestrators/chain'), 0)).id,
    result: async (id: string) => {
      const headers = { prefer: `wait=${PATIENCE_SECONDS}` };
      return (
        await requestJson<{ output: number }>(
          'GET',
          apiUrl(host.ready, `instances/${id}`),
          undefined,
          headers,
        )
      ).output;
    },
    run: () =>
      requestJson(
        'POST',
        apiUrl(host.ready, 'orchestrators/chain', `&timeout=${PATIENCE_SECONDS}`),
        0,
      ),
    stop: () => host.stop(),
    async launch() {
      host = await launch();
    },
    pids: () => [host.pid],
    async [Symbol.asyncDispose]() {
      await host.stop();
      await rm(stateDirectory, { recursive: true });
    },
  };
}
