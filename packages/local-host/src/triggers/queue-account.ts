import { createRequire } from 'node:module';
import type * as StorageQueue from '@azure/storage-queue';
import type { QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { Binding } from '../model/function-app.ts';
import { HostError, messageOf } from '../model/host-error.ts';

type Sdk = typeof StorageQueue;
const require = createRequire(import.meta.url);

const DEFAULT_CONNECTION = 'AzureWebJobsStorage';

// Few retries with short delays: the listener has its own backoff, and the caller of an HTTP function
// waits for its outputs.
const RETRY = { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1000 };

/** Opens the queues of bindings, in the storage accounts of their `connection` settings. */
export class QueueAccounts {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #services = new Map<string, QueueServiceClient>();

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.#environment = environment;
  }

  /**
   * Opens the queue of a binding, and its poison queue `NAME-poison` for messages that cannot be handled.
   * Poison queues themselves and queues with very long names have no poison queue.
   *
   * @throws HostError `binding-invalid`, `setting-missing`, `setting-invalid`
   */
  open(functionName: string, binding: Binding): { queue: QueueClient; poison?: QueueClient } {
    const about = `Function "${functionName}": the binding "${binding.name}"`;
    const service = this.#service(about, binding['connection']);
    const name = queueName(about, binding['queueName']);
    const queue = service.getQueueClient(name);
    const poison = `${name}-poison`;
    if (name.endsWith('-poison') || poison.length > 63) return { queue };
    return { queue, poison: service.getQueueClient(poison) };
  }

  #service(about: string, connection: unknown): QueueServiceClient {
    if (connection !== undefined && typeof connection !== 'string') {
      const shown = JSON.stringify(connection);
      throw new HostError(
        'binding-invalid',
        `${about} has the "connection" ${shown}; it must be the name of a setting.`,
      );
    }
    const setting = connection || DEFAULT_CONNECTION;
    const known = this.#services.get(setting);
    if (known) return known;
    const service = this.#connect(about, setting);
    this.#services.set(setting, service);
    return service;
  }

  #connect(about: string, setting: string): QueueServiceClient {
    const value = this.#environment[`AzureWebJobs${setting}`] ?? this.#environment[setting];
    if (!value) {
      const byIdentity = Object.keys(this.#environment).find((name) =>
        name.startsWith(`${setting}__`),
      );
      const hint = byIdentity
        ? ` ${byIdentity} is set, but connections by identity are not supported here.`
        : '';
      throw new HostError(
        'setting-missing',
        `${about} needs the setting ${setting}: the connection string of a storage account, or "UseDevelopmentStorage=true" for Azurite on its usual ports. Set it in the environment or under "Values" in local.settings.json.${hint}`,
      );
    }
    try {
      // Loaded on demand, because most apps have no queues and start faster without this package.
      const { QueueServiceClient } = require('@azure/storage-queue') as Sdk;
      return QueueServiceClient.fromConnectionString(value, { retryOptions: RETRY });
    } catch (error) {
      // The message omits the value, because it contains a key.
      throw new HostError(
        'setting-invalid',
        `${about} takes the setting ${setting}, which is not a connection string: ${messageOf(error)}`,
        { cause: error },
      );
    }
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
