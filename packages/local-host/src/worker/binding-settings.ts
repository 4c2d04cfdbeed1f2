import type { Binding } from '../model/function-app.ts';
import { HostError } from '../model/host-error.ts';

// A name begins with a letter, so percent-encoded parts of routes do not match.
const reference = /%([A-Za-z_][\w.:-]*)%/g;

/**
 * Replaces `%NAME%` in a binding's strings with the value of that app setting
 * (https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns).
 *
 * @throws HostError `setting-missing`
 */
export function resolveSettings(
  functionName: string,
  binding: Binding,
  environment: NodeJS.ProcessEnv = process.env,
): Binding {
  const resolve = (field: string, text: string) =>
    text.replaceAll(reference, (_whole, setting: string) => {
      const value = environment[setting];
      if (value !== undefined) return value;
      throw new HostError(
        'setting-missing',
        `Function "${functionName}": "${field}" of the binding "${binding.name}" is "${text}", but there is no setting ${setting}. Set it in the environment or under "Values" in local.settings.json.`,
      );
    });
  const resolved = Object.entries(binding).map(([field, value]) => {
    const isText = typeof value === 'string' && field !== 'name' && field !== 'type';
    return [field, isText ? resolve(field, value) : value] as const;
  });
  return Object.fromEntries(resolved) as unknown as Binding;
}
