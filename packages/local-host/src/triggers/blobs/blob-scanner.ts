import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import type { Clock } from '../../clock/clock.ts';
import { Pause } from '../pause.ts';
import { describeStorageError, isContainerMissing } from '../storage-errors.ts';
import type { BlobPattern } from './blob-path.ts';
import type { Receipts } from './receipts.ts';

/** A version of a blob that a function has not been called for. */
export interface FoundBlob {
  readonly name: string;
  /** Without quotes. */
  readonly etag: string;
  readonly type: string;
}

/** Options of {@link BlobScanner}. */
export interface BlobScannerOptions {
  readonly container: Pick<ContainerClient, 'containerName' | 'listBlobsFlat'>;
  readonly pattern: BlobPattern;
  readonly receipts: Receipts;
  readonly clock: Clock;
  /** Takes the blob over durably. May be called twice for the same version after a crash. */
  readonly onFound: (blob: FoundBlob) => Promise<void>;
  /** Called when the container cannot be read, and when it can be read again. */
  readonly onState: (level: 'warning' | 'information', message: string) => void;
}

/** Time between two scans. The Functions host waits 10 s. */
const INTERVAL_MS = 2000;

/** Lists a container again and again, and reports each new version of a blob that matches a pattern. */
export class BlobScanner {
  readonly #options: BlobScannerOptions;
  readonly #pause: Pause;
  #known: Set<string> | undefined;
  #scanning: Promise<void> | undefined;
  #failing = false;
  #stopped = false;

  constructor(options: BlobScannerOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
  }

  start(): void {
    this.#scanning = this.#repeat();
  }

  /** Scans at once. */
  notify(): void {
    this.#pause.end();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pause.end();
    await this.#scanning;
  }

  async #repeat(): Promise<void> {
    while (!this.#stopped) {
      this.#pause.arm();
      const release = this.#options.clock.hold();
      try {
        await this.#scan();
        this.#noteState();
      } catch (error) {
        // A container that does not exist yet counts as empty.
        this.#noteState(isContainerMissing(error) ? undefined : error);
      } finally {
        release();
      }
      await this.#pause.take(INTERVAL_MS);
    }
  }

  async #scan(): Promise<void> {
    const { container, pattern, receipts } = this.#options;
    this.#known ??= await receipts.load();
    for await (const blob of container.listBlobsFlat({ prefix: pattern.prefix })) {
      if (this.#stopped) return;
      await this.#look(blob, this.#known);
    }
  }

  async #look({ name, properties }: BlobItem, known: Set<string>): Promise<void> {
    const { container, pattern, receipts, onFound } = this.#options;
    const etag = properties.etag.replaceAll('"', '');
    const version = `${etag}/${container.containerName}/${name}`;
    if (known.has(version) || !pattern.match(name)) return;
    await onFound({ name, etag, type: properties.blobType ?? 'BlockBlob' });
    known.add(version);
    await receipts.add(version);
  }

  #noteState(error?: unknown): void {
    const { container, onState } = this.#options;
    const name = `The container "${container.containerName}"`;
    if (error === undefined && this.#failing) {
      onState('information', `${name} can be read again.`);
    } else if (error !== undefined && !this.#failing) {
      const reason = describeStorageError(error);
      onState('warning', `${name} cannot be read; trying again. ${reason}`);
    }
    this.#failing = error !== undefined;
  }
}
