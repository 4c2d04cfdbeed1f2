import { join } from 'node:path';
import { startAppHost, type AppAddress } from '../../commands/app-host.ts';
import type { Child } from '../../commands/child-process.ts';

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
