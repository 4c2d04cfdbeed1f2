import { createRequire } from 'node:module';
import type * as StorageQueue from '@azure/storage-queue';
import type { QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { Binding } from '../model/function-app.ts';
import { HostError } from '../model/host-error.ts';
import { RETRY, StorageAccounts } from './storage-accounts.ts';

type Sdk = typeof StorageQueue;
const require = createRequire(import.meta.url);

/** Opens the queues of bindings, in the storage accounts of their `connection` settings. */
export class QueueAccounts {
  readonly #accounts: StorageAccounts<QueueServiceClient>;

  constructor(environment?: NodeJS.ProcessEnv) {
    this.#accounts = new StorageAccounts((connectionString) => {
      // Loaded on demand, because most apps have no queues and start faster without this package.
      const { QueueServiceClient } = require('@azure/storage-queue') as Sdk;
      return QueueServiceClient.fromConnectionString(connectionString, { retryOptions: RETRY });
    }, environment);
  }

  /**
   * Opens the queue of a binding, and its poison queue `NAME-poison` for messages that cannot be handled.
   * Poison queues themselves and queues with very long names have no poison queue.
   *
   * @throws HostError `binding-invalid`, `setting-missing`, `setting-invalid`
   */
  open(functionName: string, binding: Binding): { queue: QueueClient; poison?: QueueClient } {
    const about = `Function "${functionName}": the binding "${binding.name}"`;
    const service = this.service(about, binding['connection']);
    const name = queueName(about, binding['queueName']);
    const queue = service.getQueueClient(name);
    const poison = `${name}-poison`;
    if (name.endsWith('-poison') || poison.length > 63) return { queue };
    return { queue, poison: service.getQueueClient(poison) };
  }

  /**
   * Opens the account of a `connection` setting.
   *
   * @throws HostError `binding-invalid`, `setting-missing`, `setting-invalid`
   */
  service(about: string, connection: unknown): QueueServiceClient {
    return this.#accounts.get(about, connection);
  }
}

/** The queue name in lower case, as in the Functions host, checked against the rules of Azure Storage. */
function queueName(about: string, value: unknown): string {
  const name = typeof value === 'string' ? value.toLowerCase() : '';
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && name.length >= 3 && name.length <= 63) return name;
  const hint = /[{}]/.test(name) ? ' Binding expressions in braces are not supported here.' : '';
  throw new HostError(
    'binding-invalid',
    `${about} has the "queueName" ${JSON.stringify(value)}; it must be 3 to 63 letters, digits and single hyphens.${hint}`,
  );
}
