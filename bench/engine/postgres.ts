import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../support/free-port.ts';
import { startProgram } from '../support/program.ts';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

/** A temporary PostgreSQL cluster. */
export interface Postgres extends AsyncDisposable {
  /** Connection string of an empty database. */
  url: string;
  version: string;
  pid: number;
  /** Runs SQL. @throws {Error} with the error of PostgreSQL */
  execute(sql: string): Promise<unknown>;
}

/**
 * Creates and starts a cluster with default settings on a loopback port. PostgreSQL does not run as root,
 * so under root it runs as Debian's user `postgres`.
 *
 * @throws {Error} with the package to install, when PostgreSQL is missing.
 */
export async function startPostgres(): Promise<Postgres> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const version = versions.sort((one, other) => Number(one) - Number(other)).at(-1);
  if (version === undefined) {
    throw new Error('There is no PostgreSQL. Install it: apt-get install -y postgresql');
  }
  const bin = join(DEBIAN, version, 'bin');
  const user = process.getuid?.() === 0 ? await idsOf('postgres') : undefined;
  const directory = await mkdtemp(join(tmpdir(), 'bench-postgres-'));
  if (user) await chown(directory, user.uid, user.gid);
  const options = { cwd: directory, ...user };
  const data = join(directory, 'data');
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '--auth=trust'], options);
  const port = await freePort();
  const program = await startProgram(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-k', directory, '-c', 'listen_addresses=127.0.0.1'],
    // SIGINT closes connections instead of waiting for them.
    { ...options, isReady: () => accepts(port), stopSignal: 'SIGINT' },
  );
  const psql = (database: string, sql: string) =>
    run(
      join(bin, 'psql'),
      ['-h', '127.0.0.1', '-p', String(port), '-U', 'bench', '-c', sql, database],
      options,
    );
  while (!(await psql('postgres', 'CREATE DATABASE bench').then(() => true, isStarting)));
  return {
    url: `postgresql://bench@127.0.0.1:${port}/bench`,
    version,
    pid: program.pid,
    execute: (sql) => psql('bench', sql),
    async [Symbol.asyncDispose]() {
      await program.stop();
      await rm(directory, { recursive: true });
    },
  };
}

function isStarting(error: unknown): boolean {
  if (String(error).includes('starting up')) return false;
  throw error;
}

async function idsOf(name: string): Promise<{ uid: number; gid: number }> {
  const id = async (flag: string) => Number((await run('id', [flag, name])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
