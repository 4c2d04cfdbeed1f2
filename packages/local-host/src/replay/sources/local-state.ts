import { access, copyFile, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TASK_HUB_FILE } from '../../engine/engine.ts';
import { Store } from '../../store/store.ts';
import { recordInstance, type Recording } from '../recording.ts';
import { ReplayError } from '../replay-error.ts';

/**
 * Reads an instance from a local host's state directory. The host may be running, since the function
 * reads a copy.
 *
 * @throws ReplayError `source-not-found`, with the ids of the existing instances
 */
export async function fromLocalState(stateDirectory: string, id: string): Promise<Recording> {
  const file = join(stateDirectory, TASK_HUB_FILE);
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) {
    throw new ReplayError(
      'source-not-found',
      `${stateDirectory} does not contain a task hub. Name the state directory of a local host with --state.`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'replay-'));
  try {
    const copy = join(folder, TASK_HUB_FILE);
    await copyDatabase(file, copy);
    return read(copy, stateDirectory, id);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function read(file: string, stateDirectory: string, id: string): Recording {
  const store = new Store(file, { synchronous: 'NORMAL' });
  try {
    const recording = recordInstance(store, id);
    if (recording) return recording;
    const ids = store.instances.list({ limit: 20 }).map((each) => each.id);
    const others = ids.length > 0 ? `The instances are: ${ids.join(', ')}` : 'It has no instances';
    throw new ReplayError(
      'source-not-found',
      `${stateDirectory} does not contain instance "${id}". ${others}.`,
    );
  } finally {
    store.close();
  }
}

/**
 * Copies an SQLite database that may be written to meanwhile. The log contains every page that is newer
 * than the file, so file and log together are complete unless the log was restarted in between. The
 * header of the log shows that (https://www.sqlite.org/walformat.html).
 */
async function copyDatabase(file: string, copy: string): Promise<void> {
  for (;;) {
    const before = await logHeader(file);
    await copyFile(file, copy);
    if (before) await copyFile(`${file}-wal`, `${copy}-wal`);
    const after = await logHeader(file);
    if (before === after) return;
    await rm(`${copy}-wal`, { force: true });
  }
}

async function logHeader(file: string): Promise<string | undefined> {
  const log = await open(`${file}-wal`).catch(() => undefined);
  if (!log) return undefined;
  try {
    const { buffer, bytesRead } = await log.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await log.close();
  }
}
