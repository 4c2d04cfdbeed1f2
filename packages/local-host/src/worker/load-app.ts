import { setSourceMapsSupport } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeFunctions, type DescribedFunctions } from './app-functions.ts';
import { collectRegistrations, type Registrations } from './core-module.ts';
import { findEntryPoints } from './entry-points.ts';
import type { FunctionApp, LogEntry } from '../model/function-app.ts';
import { HostError, messageOf } from '../model/host-error.ts';
import { invokeFunction, runHooks } from './invoke.ts';
import { explainModel } from './legacy-model.ts';
import { placeOfLoadError } from './load-error.ts';
import { transpile } from './typescript.ts';

/** Options for loading an app. */
export interface LoadAppOptions {
  readonly appDirectory: string;
  /** A path or glob relative to `appDirectory` that replaces `main` in package.json. */
  readonly main?: string;
  /** Binding types that the host can serve, for example `httpTrigger`, `http`, `durableClient`. */
  readonly supportedBindings: readonly string[];
  /**
   * Rejects an app that has a function which cannot run. Otherwise the function is reported and the
   * others run.
   */
  readonly strict?: boolean;
  /** Called for log entries of the SDK, and for those of invocations without an `onLog`. */
  readonly onLog?: (entry: LogEntry) => void;
}

/**
 * The module cache lets a file register its functions only once per process, so the registrations are
 * kept.
 */
const imports = new Map<string, Promise<Imported>>();

interface Imported {
  readonly registrations: Registrations;
  readonly hookData: Record<string, unknown>;
  readonly appHookData: Record<string, unknown>;
  users: number;
}

/**
 * Loads a Functions app into this process, as the Node worker does in its own process: imports the files
 * that `main` names (CommonJS and ES modules, JavaScript and TypeScript), collects their registrations
 * and runs the appStart hooks. Settings must already be in `process.env`.
 *
 * Apps with different `app.setup` calls cannot share one copy of `@azure/functions` in one process.
 *
 * @throws HostError `app-main-missing`, `app-load-failed` (its message includes the app's own),
 * `app-no-functions`, `app-model-not-supported`, `duplicate-function`; with `strict` also
 * `binding-not-supported`, `setting-missing`
 */
export async function loadApp(options: LoadAppOptions): Promise<FunctionApp> {
  const directory = resolve(options.appDirectory);
  const log = options.onLog ?? (() => undefined);
  const { imported, described } = await findFunctions(directory, options, log).catch(
    async (error: unknown) => {
      throw await explainModel(directory, error);
    },
  );
  const [first] = described.unavailable;
  if (options.strict && first) throw first.error;
  for (const { name, error } of described.unavailable) {
    const message = `The '${name}' function is in error: ${error.message}`;
    log({ level: 'error', category: 'system', message });
  }
  await enter(imported, directory);
  return createHandle(directory, described, imported, log);
}

async function findFunctions(
  directory: string,
  { main, supportedBindings }: LoadAppOptions,
  log: (entry: LogEntry) => void,
) {
  const imported = await importOnce(await findEntryPoints(directory, main), log);
  return {
    imported,
    described: await describeFunctions(imported.registrations, supportedBindings),
  };
}

function importOnce(files: string[], log: (entry: LogEntry) => void): Promise<Imported> {
  const key = files.join('\n');
  let imported = imports.get(key);
  if (!imported) imports.set(key, (imported = importFiles(files, log)));
  return imported;
}

async function importFiles(files: string[], log: (entry: LogEntry) => void): Promise<Imported> {
  const registrations = await collectRegistrations(
    async () => {
      // Stacks show the source of files that were compiled.
      setSourceMapsSupport(true);
      await transpile(files);
      for (const file of files) await importFile(file);
    },
    (level, category, message) => log({ level, category, message }),
  );
  return { registrations, hookData: {}, appHookData: {}, users: 0 };
}

async function importFile(file: string): Promise<void> {
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof HostError) throw error;
    const place = await placeOfLoadError(error, file);
    const message = `The app's ${file} could not be loaded: ${messageOf(error)} (${place})`;
    throw new HostError('app-load-failed', message, { cause: error });
  }
}

async function enter(imported: Imported, functionAppDirectory: string): Promise<void> {
  imported.users += 1;
  if (imported.users > 1) return;
  const { registrations, hookData, appHookData } = imported;
  try {
    const context = { hookData, appHookData, functionAppDirectory };
    await runHooks(registrations.hooks.get('appStart'), context);
  } catch (error) {
    imported.users -= 1;
    const message = `An appStart hook of the app failed: ${messageOf(error)}`;
    throw new HostError('app-load-failed', message, { cause: error });
  }
}

function createHandle(
  directory: string,
  { functions, unavailable }: DescribedFunctions,
  imported: Imported,
  log: (entry: LogEntry) => void,
): FunctionApp {
  const { registrations, hookData, appHookData } = imported;
  let open = true;
  return {
    directory,
    functions,
    unavailable,
    async invoke(name, invocation) {
      const fn = functions.get(name);
      const registered = fn && registrations.functions.get(fn.name);
      if (!fn || !registered) {
        const broken = unavailable.find((each) => each.name.toLowerCase() === name.toLowerCase());
        if (broken) throw broken.error;
        const names = [...functions.keys()].join(', ');
        throw new HostError(
          'function-unknown',
          `The app has no function "${name}". It has: ${names}.`,
        );
      }
      const onLog = invocation.onLog ?? log;
      return invokeFunction(fn, registered, registrations, appHookData, invocation, onLog);
    },
    async close() {
      if (!open) return;
      open = false;
      imported.users -= 1;
      if (imported.users > 0) return;
      await runHooks(registrations.hooks.get('appTerminate'), { hookData, appHookData });
    },
  };
}
