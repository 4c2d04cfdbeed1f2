import type { AppFunction, Binding, FunctionApp, InvocationResult } from '../model/function-app.ts';

/** What stands behind an app's bindings. */
export interface BindingValues {
  /** The value of an input, for calls that do not bring it along. */
  readonly input: (binding: Binding) => unknown;
  /** Writes what a function gave to its outputs; a failure fails the call. */
  readonly write: (fn: AppFunction, result: InvocationResult) => Promise<void>;
}

/** The same app, whose functions get their inputs and have their outputs written, whoever calls. */
export function bindApp(app: FunctionApp, { input, write }: BindingValues): FunctionApp {
  return {
    ...app,
    async invoke(name, invocation) {
      const fn = app.functions.get(name);
      if (!fn) return app.invoke(name, invocation);
      const values = () =>
        Object.fromEntries(fn.inputs.map((binding) => [binding.name, input(binding)]));
      const inputs = invocation.inputs ?? values();
      const result = await app.invoke(name, { ...invocation, inputs });
      await write(fn, result);
      return result;
    },
    close: () => app.close(),
  };
}
