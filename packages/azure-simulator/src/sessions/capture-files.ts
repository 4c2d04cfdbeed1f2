import type { SimulatedClock } from '../clock/simulated-clock.ts';
import type { World } from '../store/world.ts';
import type { SessionStore } from '../store/session-store.ts';
import type { BlobWriter } from './blob-writer.ts';
import { findAccount } from './check-create.ts';
import { sessionFiles } from './session-capture.ts';
import type { Session } from '../model/session.ts';

const LONGEST_TIMER = 2 ** 31 - 1;

/** Writes the file of each session to storage when the session has ended. Needs no request to do so. */
export class CaptureFiles {
  readonly #sessions: SessionStore;
  readonly #clock: SimulatedClock;
  readonly #blobs: BlobWriter | undefined;
  readonly #world: World;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(sessions: SessionStore, clock: SimulatedClock, world: World, blobs?: BlobWriter) {
    this.#sessions = sessions;
    this.#clock = clock;
    this.#world = world;
    this.#blobs = blobs;
  }

  /** Reschedules the next write. Call it after each change of a session or of the clock. */
  schedule(): void {
    clearTimeout(this.#timer);
    const due = this.#sessions.nextFileDue();
    if (this.#closed || due === undefined) return;
    const delay = Math.ceil(this.#clock.realDelayUntil(due));
    this.#timer = setTimeout(() => void this.writeDue(), Math.min(delay, LONGEST_TIMER));
  }

  /** Writes every due file. Resolves when all are in storage or have failed. */
  writeDue(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeAll());
    return this.#writing;
  }

  /** Stops after the current file is written. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (const session of this.#sessions.filesDue(this.#clock.now())) {
      if (this.#closed) return;
      const outcome = await this.#write(session);
      // The session may have been deleted, or the state reset, during the write.
      const current = this.#sessions.bySeq(session.seq);
      if (current) this.#sessions.update({ ...current, ...outcome });
    }
    this.schedule();
  }

  async #write(session: Session): Promise<Partial<Session>> {
    const blobs = this.#blobs;
    if (!blobs || !session.properties.storageLocation.storagePath) return { file: 'none' };
    try {
      findAccount(this.#world, session.properties);
      for (const { url, content } of sessionFiles(session, session.end.at)) {
        await blobs.write(url, content);
      }
      return { file: 'written' };
    } catch (error) {
      console.error(`The file of session ${session.name} could not be written: ${String(error)}`);
      return { file: 'failed', errors: [...session.errors, 'StorageFailed'], errorStatus: 'Error' };
    }
  }
}
