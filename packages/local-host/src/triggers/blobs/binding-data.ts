import type { Invocation } from '../../model/function-app.ts';

/**
 * The values of a call that the paths of its inputs and outputs may name: the metadata of the trigger, the
 * members of a JSON object that triggered it, and route parameters, `Query` and `Headers` of a request.
 */
export function bindingData({ triggerData, triggerMetadata }: Invocation): Record<string, unknown> {
  if ('http' in triggerData) {
    const { query: Query, headers: Headers } = triggerData.http;
    return { ...triggerMetadata, Query, Headers };
  }
  const value = 'json' in triggerData ? parse(triggerData.json) : triggerData.value;
  return { ...asObject(typeof value === 'string' ? parse(value) : value), ...triggerMetadata };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): object {
  const isObject = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  return isObject && !Array.isArray(value) ? value : {};
}
