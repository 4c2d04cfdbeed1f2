import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { Child } from './child-process.ts';
import { startChild } from './child-process.ts';
import { readyLine } from './ready-line.ts';

const module = fileURLToPath(
  new URL('../packages/local-host/bin/durable-local.js', import.meta.url),
);

const ready = v.object({
  app: v.string(),
  functionKey: v.string(),
  systemKey: v.string(),
  masterKey: v.string(),
});

/** Where the app answers (a base URL), and its keys. */
export type AppAddress = v.InferOutput<typeof ready>;

export interface AppHostOptions {
  /** 0 lets the system choose. */
  port: number;
  stateDirectory: string;
  /** The app's environment, whole. */
  env: NodeJS.ProcessEnv;
  /** The folder of the app, if it is not the one we run in. */
  appDirectory?: string | undefined;
  /** The module to load in place of the TypeScript sources; null means the `main` of package.json. */
  main?: string | null;
  onLine?: ((line: string) => void) | undefined;
}

/** Starts the local host with the app in it. */
export function startAppHost(options: AppHostOptions): Promise<Child<AppAddress>> {
  const { port, stateDirectory, env, appDirectory, main = 'src/index.ts', onLine } = options;
  return startChild({
    name: 'The app',
    module,
    // As in its first line: memory is given back sooner.
    nodeOptions: ['--max-semi-space-size=16'],
    args: [
      `--port=${port}`,
      `--state=${stateDirectory}`,
      ...(main === null ? [] : [`--main=${main}`]),
      '--json',
    ],
    env: { MALLOC_ARENA_MAX: '1', ...env },
    cwd: appDirectory,
    ready: readyLine(ready),
    onLine,
  });
}
