import type { AppFunction, Binding, FunctionApp, InvocationResult } from '../model/function-app.ts';

/** Callbacks that provide the inputs and write the outputs of an app's functions. */
export interface BindingValues {
  /** Returns the value of an input, for calls that do not include their inputs. */
  readonly input: (binding: Binding) => unknown;
  /** Writes the result of a function to its outputs. An error fails the call. */
  readonly write: (fn: AppFunction, result: InvocationResult) => Promise<void>;
}

/** Returns the app with inputs provided and outputs written for every call. */
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
