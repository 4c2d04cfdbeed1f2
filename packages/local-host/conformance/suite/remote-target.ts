import type { OpenTarget } from './run.ts';
import { Hub } from './hub.ts';
import type { Target } from './target.ts';

/**
 * The host at `CONFORMANCE_URL`, with its keys in `CONFORMANCE_{FUNCTION,SYSTEM,MASTER}_KEY`; undefined
 * if the variable is not set. Its hub is cleared before each scenario. It is never stopped or restarted.
 */
export function remoteTarget(environment: NodeJS.ProcessEnv): OpenTarget | undefined {
  const url = environment['CONFORMANCE_URL'];
  if (url === undefined) return undefined;
  const key = (kind: string) => {
    const value = environment[`CONFORMANCE_${kind}_KEY`];
    if (value !== undefined) return value;
    throw new Error(`CONFORMANCE_URL is set, so CONFORMANCE_${kind}_KEY must be too.`);
  };
  const target: Target = {
    url: new URL(url).origin,
    keys: { function: key('FUNCTION'), system: key('SYSTEM'), master: key('MASTER') },
    workerLog: environment['CONFORMANCE_WORKER_LOG'],
    restart: () => Promise.reject(new Error(`${url} is not ours to stop.`)),
    close: () => Promise.resolve(),
  };
  return async ({ localOnly }) => {
    if (localOnly !== undefined) return undefined;
    await new Hub(target, 60).clear();
    return target;
  };
}
