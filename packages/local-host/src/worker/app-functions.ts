import { HostError } from '../model/host-error.ts';
import type { AppFunction, Binding, UnavailableFunction } from '../model/function-app.ts';
import { resolveSettings } from './binding-settings.ts';
import type { RegisteredFunction, Registrations } from './core-module.ts';
import { FunctionMap } from '../model/function-map.ts';
import { httpServerOf } from './http-capability.ts';

/** The functions that an app registered, in the order of registration. */
export interface DescribedFunctions {
  readonly functions: FunctionMap;
  /** Functions that this host cannot run. */
  readonly unavailable: readonly UnavailableFunction[];
}

/**
 * Describes the functions that an app registered, with the app settings in their bindings resolved. A
 * function that this host cannot run, because of a binding or a missing setting, is reported and does not
 * prevent the others from running.
 *
 * @param supportedBindings types as the SDK spells them; letter case does not matter
 * @throws HostError `app-no-functions`
 */
export async function describeFunctions(
  { functions }: Registrations,
  supportedBindings: readonly string[],
): Promise<DescribedFunctions> {
  if (functions.size === 0) {
    throw new HostError(
      'app-no-functions',
      'The app registered no functions. Its "main" must import the files that call app.http, df.app.orchestration and so on (programming model v4).',
    );
  }
  const described = new FunctionMap();
  const unavailable: UnavailableFunction[] = [];
  for (const [name, registered] of functions) {
    try {
      const fn = await describeFunction(name, registered);
      refuseUnsupported(fn, supportedBindings);
      described.set(name, fn);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      unavailable.push({ name, bindings: bindingsOf(registered), error });
    }
  }
  return { functions: described, unavailable };
}

function bindingsOf({ metadata }: RegisteredFunction): Binding[] {
  return Object.entries(metadata.bindings).map(([name, binding]) => ({ ...binding, name }));
}

async function describeFunction(
  name: string,
  registered: RegisteredFunction,
): Promise<AppFunction> {
  const { metadata, model } = registered;
  const bindings = bindingsOf(registered).map((binding) => resolveSettings(name, binding));
  const trigger = bindings.find(({ type }) => /trigger$/i.test(type));
  if (!trigger) {
    throw new HostError('binding-not-supported', `Function "${name}" has no trigger.`);
  }
  return {
    name,
    trigger,
    bindings: [trigger, ...bindings.filter((binding) => binding !== trigger)],
    inputs: bindings.filter((binding) => binding !== trigger && binding.direction !== 'out'),
    outputs: bindings.filter((binding) => binding.direction !== 'in'),
    httpServer: await httpServerOf(model()),
    hasRetryPolicy: metadata.retryOptions !== undefined,
  };
}

function refuseUnsupported({ name, bindings }: AppFunction, supported: readonly string[]): void {
  const kinds = new Set(supported.map((kind) => kind.toLowerCase()));
  for (const binding of bindings) {
    if (kinds.has(binding.type.toLowerCase())) continue;
    throw new HostError(
      'binding-not-supported',
      `Function "${name}" uses the binding "${binding.name}" of type "${binding.type}", which this host does not have. It has: ${supported.join(', ')}.`,
    );
  }
}
