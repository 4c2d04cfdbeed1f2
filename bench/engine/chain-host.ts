import { join } from 'node:path';
import { startAppHost, type AppAddress } from '../../commands/app-host.ts';
import type { Child } from 'processes';
import { requestJson } from './http-client.ts';

/** Starts the local host with the chain app in it. */
export const startChainHost = (
  stateDirectory: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Child<AppAddress>> =>
  startAppHost({
    port: 0,
    stateDirectory,
    env,
    appDirectory: join(import.meta.dirname, 'chain-app'),
    main: 'app.ts',
  });

/** A URL of the Durable Functions HTTP API. */
export const apiUrl = ({ app, systemKey }: AppAddress, path: string, query = ''): string =>
  `${app}/runtime/webhooks/durabletask/${path}?code=${systemKey}${query}`;

/** Runs one chain in a state directory. */
export async function finishOneChain(stateDirectory: string): Promise<void> {
  const host = await startChainHost(stateDirectory);
  const id = await requestJson<string>('POST', `${host.ready.app}/api/start`);
  const url = apiUrl(host.ready, `instances/${id}`);
  let status: string;
  do {
    ({ runtimeStatus: status } = await requestJson<{ runtimeStatus: string }>('GET', url));
  } while (status !== 'Completed');
  await host.stop();
}
