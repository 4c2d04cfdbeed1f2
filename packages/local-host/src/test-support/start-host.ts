import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleHost, loadHostApp, type AssembledHost, type HostParts } from '../host.ts';
import type { FunctionTimeout } from '../worker/function-timeout.ts';
import { inlineApp, NO_HOST_JSON } from '../testing/inline-app.ts';

const APPS = join(import.meta.dirname, '../../fixtures/apps');

/** A test, or `{ after }` of node:test for a whole file. At its end the host stops and its state is removed. */
export interface Scope {
  after(end: () => Promise<void>): void;
}

type Settings = Omit<HostParts, 'stateDirectory' | 'app' | 'hostJson'>;
type FunctionSettings = Settings & { functionTimeout?: FunctionTimeout };

/** Starts a host with an app of `fixtures/apps`, on its own task hub. */
export const startFixture = (
  scope: Scope,
  app: string,
  settings?: Settings,
): Promise<AssembledHost> =>
  start(scope, async (stateDirectory) =>
    assembleHost({
      ...{ ...settings, stateDirectory },
      ...(await loadHostApp({ appDirectory: join(APPS, app) }, settings?.onLog)),
    }),
  );

/** Starts a host with the test's own functions, on its own task hub. */
export const startFunctions = (
  scope: Scope,
  functions: Parameters<typeof inlineApp>[0],
  { functionTimeout, ...settings }: FunctionSettings = {},
): Promise<AssembledHost> =>
  start(scope, (stateDirectory) =>
    assembleHost({
      ...{ ...settings, stateDirectory },
      ...{ hostJson: { ...NO_HOST_JSON, functionTimeout }, synchronous: 'NORMAL' },
      app: inlineApp(functions, () => undefined),
    }),
  );

async function start(
  scope: Scope,
  create: (stateDirectory: string) => Promise<AssembledHost>,
): Promise<AssembledHost> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'task-hub-'));
  const host = await create(stateDirectory);
  scope.after(async () => {
    await host.stop();
    await rm(stateDirectory, { recursive: true });
  });
  await host.start();
  return host;
}
