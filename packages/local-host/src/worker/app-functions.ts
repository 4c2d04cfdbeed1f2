import { resolveSettings } from './binding-settings.ts';
import type { AppFunction, Binding } from '../model/function-app.ts';
import { FunctionMap } from './function-map.ts';
import type { RegisteredFunction, Registrations } from './core-module.ts';
import { HostError } from '../model/host-error.ts';
import { httpServerOf } from './http-capability.ts';

/**
 * Describes what an app registered, in the order of registration, with the app settings that its
 * bindings name put in.
 *
 * @param supportedBindings kinds as the SDK spells them; letter case does not matter
 * @throws HostError `app-no-functions`, `binding-not-supported`, `setting-missing`
 */
export async function describeFunctions(
  { functions }: Registrations,
  supportedBindings: readonly string[],
): Promise<Map<string, AppFunction>> {
  if (functions.size === 0) {
    throw new HostError(
      'app-no-functions',
      'The app registered no functions. Its "main" must import the files that call app.http, df.app.orchestration and so on (programming model v4).',
    );
  }
  const described = new FunctionMap();
  for (const [name, registered] of functions) {
    const fn = await describeFunction(name, registered);
    refuseUnsupported(fn, supportedBindings);
    described.set(name, fn);
  }
  return described;
}

async function describeFunction(
  name: string,
  { metadata, model }: RegisteredFunction,
): Promise<AppFunction> {
  const bindings: Binding[] = Object.entries(metadata.bindings).map(([bindingName, binding]) =>
    resolveSettings(name, { ...binding, name: bindingName }),
  );
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
