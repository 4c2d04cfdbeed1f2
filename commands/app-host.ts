import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { startChild, type Child } from 'processes';
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

/** The app's base URL and its keys. */
export type AppAddress = v.InferOutput<typeof ready>;

export interface AppHostOptions {
  /** 0: the system chooses a free port. */
  port: number;
  stateDirectory: string;
  /** The app's complete environment. */
  env: NodeJS.ProcessEnv;
  /** The folder of the app. Default: the current directory. */
  appDirectory?: string | undefined;
  /** The module to load instead of the TypeScript sources; null means the `main` of package.json. */
  main?: string | null;
  onLine?: ((line: string) => void) | undefined;
}

/** Starts the local host with the app in it. */
export function startAppHost(options: AppHostOptions): Promise<Child<AppAddress>> {
  const { port, stateDirectory, env, appDirectory, main = 'src/index.ts', onLine } = options;
  return startChild({
    name: 'The app',
    module,
    // The same option as in the module's first line: memory is released sooner.
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
