import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import type { Clock } from '../../clock/clock.ts';
import type {
  AppFunction,
  Binding,
  Invocation,
  InvocationResult,
} from '../../model/function-app.ts';
import { HostError } from '../../model/host-error.ts';
import { describeStorageError, isBlobMissing, isContainerMissing } from '../storage-errors.ts';
import { bindingData } from './binding-data.ts';
import type { BlobAccounts } from './blob-accounts.ts';
import { fillPath } from './blob-path.ts';

const isBlob = ({ type }: Binding) => type.toLowerCase() === 'blob';

/** Reads the blob inputs and writes the blob outputs of functions. Accounts are opened at the first call. */
export class BlobBindings {
  readonly #accounts: BlobAccounts;
  readonly #clock: Clock;
  readonly #listeners = new Map<string, (() => void)[]>();

  constructor(accounts: BlobAccounts, clock: Clock) {
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /**
   * Checks the blob inputs and outputs of a function.
   *
   * @throws HostError `binding-invalid`
   */
  check(fn: AppFunction): void {
    for (const binding of fn.bindings.filter(isBlob)) {
      const refuse = (problem: string) =>
        new HostError('binding-invalid', `${aboutBinding(fn, binding)} ${problem}`);
      if (binding['sdkBinding'] === true) {
        throw refuse('has "sdkBinding", which this host does not have.');
      }
      if (binding.direction === 'inout') throw refuse('can be an input or an output, not both.');
      if (fn.trigger.type === 'orchestrationTrigger') {
        throw refuse(
          'would be read or written again each time the orchestrator is replayed. Let an activity do it.',
        );
      }
    }
  }

  /** Registers a callback for blobs that are written to the container with that URL. */
  subscribe(containerUrl: string, notify: () => void): void {
    this.#listeners.set(containerUrl, [...(this.#listeners.get(containerUrl) ?? []), notify]);
  }

  /**
   * Reads the blob inputs of a call, as bytes, or as text with `dataType: 'string'`. A blob that does not
   * exist is undefined. Returns undefined for a function without blob inputs.
   */
  read(fn: AppFunction, invocation: Invocation): Promise<Record<string, unknown>> | undefined {
    return fn.inputs.some(isBlob) ? this.#read(fn, invocation) : undefined;
  }

  async #read(fn: AppFunction, invocation: Invocation): Promise<Record<string, unknown>> {
    const values: Record<string, unknown> = {};
    for (const binding of fn.inputs.filter(isBlob)) {
      const { client } = this.#open(fn, binding, invocation);
      const bytes = await client.downloadToBuffer().catch((error: unknown) => {
        if (isBlobMissing(error)) return undefined;
        throw failure(
          `The input "${binding.name}" of "${fn.name}"`,
          'read from',
          client.url,
          error,
        );
      });
      values[binding.name] = binding['dataType'] === 'string' ? bytes && textOf(bytes) : bytes;
    }
    return values;
  }

  /** Writes the blob outputs of a call: bytes and text unchanged, other values as JSON. */
  async write(fn: AppFunction, invocation: Invocation, result: InvocationResult): Promise<void> {
    for (const binding of fn.outputs.filter(isBlob)) {
      const value = binding.name === '$return' ? result.returnValue : result.outputs[binding.name];
      if (value === undefined || value === null) continue;
      const { client, container } = this.#open(fn, binding, invocation);
      try {
        await upload(client, container, bytesOf(value));
      } catch (error) {
        throw failure(
          `The output "${binding.name}" of "${fn.name}"`,
          'written to',
          client.url,
          error,
        );
      }
      this.#listeners.get(container.url)?.forEach((notify) => notify());
    }
  }

  #open(fn: AppFunction, binding: Binding, invocation: Invocation) {
    const about = aboutBinding(fn, binding);
    const service = this.#accounts.get(about, binding['connection']);
    const path = fillPath(about, binding['path'], bindingData(invocation), this.#clock.now());
    const container = service.getContainerClient(path.container);
    return { container, client: container.getBlockBlobClient(path.blob) };
  }
}

/** A binding of a function, for errors. */
export const aboutBinding = (fn: AppFunction, binding: Binding): string =>
  `Function "${fn.name}": the binding "${binding.name}" of type "${binding.type}"`;

async function upload(client: BlockBlobClient, container: ContainerClient, bytes: Buffer) {
  try {
    await client.uploadData(bytes);
  } catch (error) {
    if (!isContainerMissing(error)) throw error;
    await container.createIfNotExists();
    await client.uploadData(bytes);
  }
}

function bytesOf(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

/** As the SDK passes text to a handler: parsed, if it is JSON. */
function textOf(bytes: Buffer): unknown {
  const text = bytes.toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function failure(what: string, done: string, url: string, error: unknown): Error {
  const [address = url] = url.split('?', 1);
  const message = `${what} could not be ${done} the blob ${address}: ${describeStorageError(error)}`;
  return new Error(message, { cause: error });
}
