import type { Instance } from '../model/instance.ts';
import { seconds } from './exchange.ts';
import { shownValue } from './json-text.ts';

/** An instance in the form of the status endpoint. `showInput` false omits its input. */
export function instanceView(instance: Instance, showInput: boolean) {
  return {
    name: instance.name,
    instanceId: instance.id,
    runtimeStatus: instance.status,
    input: showInput ? shownValue(instance.input) : null,
    customStatus: shownValue(instance.customStatus),
    output: shownValue(instance.output),
    createdTime: seconds(instance.createdAt),
    lastUpdatedTime: seconds(instance.updatedAt),
  };
}

/**
 * The form of an instance whose status is `Unknown`. The extension gives it, with the HTTP status 500, while
 * an instance is between two executions.
 */
export function unknownInstanceView(instanceId: string) {
  const never = '0001-01-01T00:00:00Z';
  return {
    name: null,
    instanceId,
    runtimeStatus: 'Unknown',
    input: null,
    customStatus: null,
    output: null,
    createdTime: never,
    lastUpdatedTime: never,
  };
}
