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
