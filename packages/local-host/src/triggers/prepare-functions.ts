import type {
  AppFunction,
  FunctionApp,
  LogEntry,
  UnavailableFunction,
} from '../model/function-app.ts';
import { FunctionMap } from '../model/function-map.ts';
import { HostError } from '../model/host-error.ts';

/** What happens to a function that cannot run. */
export interface PrepareOptions {
  /** Throws its error. Otherwise the function is reported, and the others run. */
  readonly strict: boolean;
  readonly onLog: (entry: LogEntry) => void;
}

/**
 * Prepares each function of an app, and returns the app with those that can run.
 *
 * @param prepare throws a HostError for a function that cannot run
 */
export function prepareFunctions(
  app: FunctionApp,
  prepare: (fn: AppFunction) => void,
  { strict, onLog }: PrepareOptions,
): FunctionApp {
  const functions = new FunctionMap();
  const unavailable: UnavailableFunction[] = [...(app.unavailable ?? [])];
  for (const fn of app.functions.values()) {
    try {
      prepare(fn);
      functions.set(fn.name, fn);
    } catch (error) {
      if (strict || !(error instanceof HostError)) throw error;
      unavailable.push({ name: fn.name, bindings: fn.bindings, error });
      const message = `The '${fn.name}' function is in error: ${error.message}`;
      onLog({ level: 'error', category: 'system', message });
    }
  }
  if (functions.size === app.functions.size) return app;
  return {
    ...app,
    functions,
    unavailable,
    async invoke(name, invocation) {
      const broken = unavailable.find((each) => each.name.toLowerCase() === name.toLowerCase());
      if (broken) throw broken.error;
      return app.invoke(name, invocation);
    },
    close: () => app.close(),
  };
}
