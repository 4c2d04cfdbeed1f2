import type { Instance } from '../store/instances.ts';
import { seconds } from './exchange.ts';

/** An instance as the status endpoint tells it; `showInput` false leaves its input out. */
export function instanceView(instance: Instance, showInput: boolean) {
  return {
    name: instance.name,
    instanceId: instance.id,
    runtimeStatus: instance.status,
    input: showInput ? parse(instance.input) : null,
    customStatus: parse(instance.customStatus),
    output: parse(instance.output),
    createdTime: seconds(instance.createdAt),
    lastUpdatedTime: seconds(instance.updatedAt),
  };
}

// A list must not fail by one row that was edited by hand.
function parse(json: string | null): unknown {
  if (json === null) return null;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}
