import type { DatabaseSync } from 'node:sqlite';
import { SimulatedClock } from './clock/simulated-clock.ts';
import { World } from './store/world.ts';
import { CaptureFiles } from './sessions/capture-files.ts';
import type { BlobWriter } from './sessions/blob-writer.ts';
import { readClock, writeClock } from './store/clock-setting.ts';
import { DescriptionStore } from './store/description-store.ts';
import { FaultStore } from './store/fault-store.ts';
import { Ledger } from './store/ledger.ts';
import { OperationStore } from './store/operation-store.ts';
import { SessionStore } from './store/session-store.ts';

/** The state and services that the Resource Manager API and the admin API share. */
export interface Simulation {
  readonly database: DatabaseSync;
  readonly clock: SimulatedClock;
  readonly world: World;
  readonly sessions: SessionStore;
  readonly operations: OperationStore;
  readonly faults: FaultStore;
  readonly ledger: Ledger;
  readonly files: CaptureFiles;
  /** Writer for the files of finished captures; absent if they are not stored. */
  readonly blobs?: BlobWriter;
}

/** Creates a simulation from its state. A persisted clock continues at its last time. */
export function createSimulation(
  database: DatabaseSync,
  blobs: BlobWriter | undefined,
  timeScale: number | undefined,
): Simulation {
  const clock = openClock(database, timeScale);
  const sessions = new SessionStore(database);
  const world = new World(new DescriptionStore(database));
  const files = new CaptureFiles(sessions, clock, world, blobs);
  clock.onChange((state) => {
    writeClock(database, state);
    files.schedule();
  });
  return {
    database,
    clock,
    world,
    sessions,
    operations: new OperationStore(database),
    faults: new FaultStore(database),
    ledger: new Ledger(database),
    files,
    ...(blobs && { blobs }),
  };
}

function openClock(database: DatabaseSync, timeScale: number | undefined): SimulatedClock {
  const now = Date.now();
  const state = readClock(database) ?? {
    realAnchor: now,
    simulatedAnchor: now,
    scale: 1,
    instant: false,
  };
  const clock = new SimulatedClock(state);
  if (timeScale !== undefined) clock.set({ scale: timeScale });
  writeClock(database, clock.state);
  return clock;
}
