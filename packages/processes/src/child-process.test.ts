import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ChildDiedError, startChild } from './child-process.ts';

const directory = await mkdtemp(join(tmpdir(), 'child-process-'));
after(() => rm(directory, { recursive: true }));

async function moduleOf(name: string, code: string): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, code);
  return file;
}

const ready = (line: string): string | undefined => /^ready (.+)/.exec(line)?.[1];
const server = await moduleOf(
  'server.mjs',
  'console.log("loading"); setInterval(() => {}, 1000); console.log("ready at 1"); console.error("late");',
);
const failing = await moduleOf('failing.mjs', 'console.error("no such table"); process.exit(3);');

test('a child is ready after its ready line, and its other lines are passed on', async () => {
  const lines: string[] = [];
  const late = Promise.withResolvers<undefined>();
  const child = await startChild({
    name: 'Server',
    module: server,
    ready,
    onLine: (line) => {
      lines.push(line);
      if (line === 'late') late.resolve(undefined);
    },
  });
  await late.promise;
  await child.stop();
  assert.equal(child.ready, 'at 1');
  assert.deepEqual(lines.sort(), ['late', 'loading']);
});

test('a child that ends before it is ready is an error with its last lines', async () => {
  const starting = startChild({ name: 'Server', module: failing, ready });
  await assert.rejects(starting, (error) => {
    assert.ok(error instanceof ChildDiedError);
    assert.equal(error.message, 'Server did not start (exit code 3).\n  no such table');
    return true;
  });
});

test('a child that ends by itself is reported', async () => {
  const child = await startChild({ name: 'Server', module: server, ready });
  process.kill(child.pid, 'SIGKILL');
  assert.match((await child.died).message, /^Server ended unexpectedly \(SIGKILL\)/);
});
