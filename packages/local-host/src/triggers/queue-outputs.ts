import type { QueueClient } from '@azure/storage-queue';
import type { AppFunction, FunctionApp, InvocationResult } from '../model/function-app.ts';
import { HostError } from '../model/host-error.ts';
import type { QueueAccounts } from './queue-account.ts';
import { describeQueueError } from './queue-errors.ts';
import { encodeMessage, messagesOf } from './queue-message.ts';
import type { QueueSender } from './queue-sender.ts';
import type { QueueSettings } from './queue-settings.ts';

interface QueueOutput {
  readonly name: string;
  readonly queue: QueueClient;
}

/**
 * Opens the queues that an app's functions write to.
 *
 * @returns a function that writes the result of a call to these queues
 * @throws HostError `binding-invalid`, `setting-missing`, `setting-invalid`
 */
export function queueOutputs(
  app: FunctionApp,
  accounts: QueueAccounts,
  sender: QueueSender,
  { messageEncoding }: QueueSettings,
): (fn: AppFunction, result: InvocationResult) => Promise<void> {
  const outputs = new Map<string, QueueOutput[]>();
  for (const fn of app.functions.values()) outputs.set(fn.name, outputsOf(fn, accounts));

  return async (fn, result) => {
    for (const { name, queue } of outputs.get(fn.name) ?? []) {
      const value = name === '$return' ? result.returnValue : result.outputs[name];
      const texts = messagesOf(value).map((text) => encodeMessage(text, messageEncoding));
      try {
        await sender.send(queue, texts);
      } catch (error) {
        const reason = describeQueueError(error);
        const message = `The output "${name}" of "${fn.name}" could not be written to the queue "${queue.name}": ${reason}`;
        throw new Error(message, { cause: error });
      }
    }
  };
}

function outputsOf(fn: AppFunction, accounts: QueueAccounts): QueueOutput[] {
  const bindings = fn.bindings.filter(({ type }) => type.toLowerCase() === 'queue');
  return bindings.map((binding) => {
    const about = `Function "${fn.name}": the binding "${binding.name}" of type "queue"`;
    if (binding.direction !== 'out') {
      throw new HostError('binding-invalid', `${about} can only be an output.`);
    }
    if (fn.trigger.type === 'orchestrationTrigger') {
      throw new HostError(
        'binding-invalid',
        `${about} would be written again each time the orchestrator is replayed. Let an activity write it.`,
      );
    }
    return { name: binding.name, queue: accounts.open(fn.name, binding).queue };
  });
}
