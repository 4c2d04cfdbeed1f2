import type {
  AppFunction,
  Binding,
  FunctionApp,
  Invocation,
  InvocationResult,
} from '../model/function-app.ts';

/** Callbacks that provide the inputs and write the outputs of an app's functions. */
export interface BindingValues {
  /** Returns the value of an input, for calls that do not include their inputs. */
  readonly input: (binding: Binding) => unknown;
  /** Reads inputs from storage, by name; undefined if there are none. An error fails the call. */
  readonly read: (
    fn: AppFunction,
    invocation: Invocation,
  ) => Promise<Record<string, unknown>> | undefined;
  /** Writes the result of a function to its outputs. An error fails the call. */
  readonly write: (
    fn: AppFunction,
    invocation: Invocation,
    result: InvocationResult,
  ) => Promise<void>;
}

/** Returns the app with inputs provided and outputs written for every call. */
export function bindApp(app: FunctionApp, { input, read, write }: BindingValues): FunctionApp {
  return {
    ...app,
    async invoke(name, invocation) {
      const fn = app.functions.get(name);
      if (!fn) return app.invoke(name, invocation);
      const values = () =>
        Object.fromEntries(fn.inputs.map((binding) => [binding.name, input(binding)]));
      const given = invocation.inputs ?? values();
      const stored = read(fn, invocation);
      const inputs = stored ? { ...given, ...(await stored) } : given;
      const result = await app.invoke(name, { ...invocation, inputs });
      await write(fn, invocation, result);
      return result;
    },
    close: () => app.close(),
  };
}
