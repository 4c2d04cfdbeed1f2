import { createHost } from './host.ts';
import { logWriter } from './log-writer.ts';
import type { Synchronous } from './store/database.ts';
import { readLocalHost } from './worker/local-settings.ts';

/** The options of the command. */
export interface ServeOptions {
  port?: number;
  state: string;
  main?: string;
  reset?: true;
  hostName?: string[];
  synchronous: Synchronous;
  alwaysReplay?: true;
  strict?: true;
  auth: boolean;
  verbose?: true;
  json?: true;
}

/**
 * Runs the app in the current directory until SIGINT, SIGTERM or the end of the parent process.
 *
 * @throws HostError naming what is wrong with the app, its settings or the state
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { state, main, reset, hostName, synchronous, alwaysReplay, strict, auth, verbose, json } =
    options;
  const port = options.port ?? (await readLocalHost(process.cwd())).port ?? 7071;
  const host = await createHost({
    appDirectory: process.cwd(),
    ...{ stateDirectory: state, synchronous },
    ...(main !== undefined && { main }),
    ...(reset && { reset }),
    ...(hostName && { hostNames: hostName }),
    ...(alwaysReplay && { alwaysReplay }),
    ...(strict && { strict }),
    ...(!auth && { noAuth: true }),
    onLog: logWriter(verbose === true),
    ...(verbose && {
      onRequest: (entry) =>
        console.error(
          `${entry.method} ${entry.path} ${entry.status} ${entry.durationMs.toFixed(1)} ms`,
        ),
    }),
  });
  const app = await host.start(port);
  const { keys } = host;
  const functionKey = keys.function;
  if (json) {
    const line = { app, functionKey, systemKey: keys.system, masterKey: keys.master };
    console.log(JSON.stringify(line));
  } else {
    console.log(`Listening on ${app}\nFunction key: ${functionKey}\nState: ${state}`);
  }
  // For `--watch`: the next process listens on the same port.
  if (process.connected) process.send?.({ port: Number(new URL(app).port) });
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    void host.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // A forked host ends with its parent.
  process.on('disconnect', stop);
}
