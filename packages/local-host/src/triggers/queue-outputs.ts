import type { QueueClient } from '@azure/storage-queue';
import type { AppFunction, InvocationResult } from '../model/function-app.ts';
import { HostError } from '../model/host-error.ts';
import type { QueueAccounts } from './queue-account.ts';
import { describeStorageError } from './storage-errors.ts';
import { encodeMessage, messagesOf } from './queue-message.ts';
import type { QueueSender } from './queue-sender.ts';
import type { QueueSettings } from './queue-settings.ts';

interface QueueOutput {
  readonly name: string;
  readonly queue: QueueClient;
}

/** The queues that functions write to. */
export class QueueOutputs {
  readonly #accounts: QueueAccounts;
  readonly #sender: QueueSender;
  readonly #settings: QueueSettings;
  readonly #outputs = new Map<string, QueueOutput[]>();

  constructor(accounts: QueueAccounts, sender: QueueSender, settings: QueueSettings) {
    this.#accounts = accounts;
    this.#sender = sender;
    this.#settings = settings;
  }

  /**
   * Opens the queues of a function.
   *
   * @throws HostError `binding-invalid`, `setting-missing`, `setting-invalid`
   */
  open(fn: AppFunction): void {
    this.#outputs.set(fn.name, outputsOf(fn, this.#accounts));
  }

  /** Writes the result of a call to the queues of its function. */
  async write(fn: AppFunction, result: InvocationResult): Promise<void> {
    for (const { name, queue } of this.#outputs.get(fn.name) ?? []) {
      const value = name === '$return' ? result.returnValue : result.outputs[name];
      const texts = messagesOf(value).map((text) =>
        encodeMessage(text, this.#settings.messageEncoding),
      );
      try {
        await this.#sender.send(queue, texts);
      } catch (error) {
        const reason = describeStorageError(error);
        const message = `The output "${name}" of "${fn.name}" could not be written to the queue "${queue.name}": ${reason}`;
        throw new Error(message, { cause: error });
      }
    }
  }
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
