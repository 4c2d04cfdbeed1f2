import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChainHost } from './chain-host.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { request, requestJson } from './http-client.ts';

const POLL_MS = 20;

/** The chain on our local host: an HTTP function starts it, and its status is asked for over HTTP. */
export async function localHost(): Promise<EngineUnderTest> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'bench-local-host-'));
  const launch = () => startChainHost(stateDirectory);
  let host = await launch();
  const start = () => requestJson<string>('POST', `${host.ready.app}/api/start`);
  const result = async (id: string, patiently: boolean): Promise<number> => {
    const { app, systemKey } = host.ready;
    const url = `${app}/runtime/webhooks/durabletask/instances/${id}?code=${systemKey}`;
    for (;;) {
      const { status, text } = await request('GET', url);
      if (status !== 202) return (JSON.parse(text) as { output: number }).output;
      if (patiently) await delay(POLL_MS);
    }
  };
  return {
    name: 'local host',
    settings: `SQLite, synchronous=FULL; status asked for at once again, or every ${POLL_MS} ms where many are under way`,
    start,
    result,
    run: async (patiently) => result(await start(), patiently),
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
