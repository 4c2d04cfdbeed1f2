import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../bin/durable-local.js', import.meta.url));
const dependencies = fileURLToPath(new URL('../../../node_modules', import.meta.url));

const greeter = (greeting: string) => `
  import { app } from '@azure/functions';
  import * as df from 'durable-functions';

  app.http('forgets', {
    authLevel: 'anonymous',
    handler: () => {
      void Promise.reject(new Error('nobody waits'));
      return { body: 'answered' };
    },
  });
  app.http('greet', { authLevel: 'anonymous', handler: () => ({ body: '${greeting}' }) });
  df.app.orchestration('waits', function* (context) {
    const name: unknown = yield context.df.waitForExternalEvent('name');
    return '${greeting} ' + String(name);
  });
`;

interface Ready {
  app: string;
  systemKey: string;
}

let folder: string;
let host: ChildProcess;
let address: Ready;
let output = '';
let announce: () => void = () => undefined;

const write = (name: string, text: string) => writeFile(join(folder, name), text);

/** Waits until the output contains a match, and removes everything up to its end. */
async function printed(pattern: RegExp): Promise<string> {
  for (;;) {
    const match = pattern.exec(output);
    if (match) {
      output = output.slice(match.index + match[0].length);
      return match[0];
    }
    await new Promise<void>((resolve) => (announce = resolve));
  }
}
const ready = async () => JSON.parse(await printed(/^\{"app".*\n/m)) as Ready;
const greeting = async ({ app }: Ready) => (await fetch(`${app}/api/greet`)).text();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  await mkdir(join(folder, 'src'));
  await symlink(dependencies, join(folder, 'node_modules'));
  await write('package.json', '{ "type": "module", "main": "src/*.ts" }');
  await write('host.json', '{ "version": "2.0" }');
  await write('src/app.ts', greeter('Hello'));
  const args = ['--watch', '--port', '0', '--json', '--synchronous', 'NORMAL'];
  host = fork(command, args, { cwd: folder, silent: true, execArgv: [] });
  for (const stream of [host.stdout, host.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk);
      announce();
    });
  }
});
after(() => rm(folder, { recursive: true }));

test('a rejected promise that nobody waits for is logged, and the host continues', async () => {
  const { app } = (address = await ready());
  assert.equal(await (await fetch(`${app}/api/forgets`)).text(), 'answered');
  await printed(/left a rejected promise unhandled: Error: nobody waits/);
  assert.equal(await greeting(address), 'Hello');
});

test('a change of a file starts the host again, with its state and its port', async () => {
  const first = address;
  const management = `${first.app}/runtime/webhooks/durabletask`;
  const started = await fetch(`${management}/orchestrators/waits/one?code=${first.systemKey}`, {
    method: 'POST',
  });
  assert.equal(started.status, 202);

  await write('src/app.ts', greeter('Good morning'));
  await printed(/src\/app\.ts changed; the host starts again\./);
  const second = (address = await ready());
  assert.deepEqual(second, first);
  assert.equal(await greeting(second), 'Good morning');

  await fetch(`${management}/instances/one/raiseEvent/name?code=${first.systemKey}`, {
    method: 'POST',
    body: '"Tokyo"',
    headers: { 'content-type': 'application/json' },
  });
  const status = await fetch(`${management}/instances/one?code=${first.systemKey}`, {
    headers: { prefer: 'wait=30' },
  });
  const { output: result } = (await status.json()) as { output: unknown };
  assert.equal(result, 'Good morning Tokyo');
});

test('a file that cannot be loaded is reported, and the next change of a source starts the host', async () => {
  await write('src/app.ts', 'const half = ;');
  await printed(/app-load-failed: .*src\/app\.ts could not be loaded[^]*app\.ts:1:13/);
  await printed(/The next change of a file starts it again/);
  await write('notes.txt', 'not a source');
  await mkdir(join(folder, '.cache'));
  await write('.cache/cached.json', '{}');
  await write('src/app.ts', greeter('Good evening'));
  assert.equal(await printed(/^.* changed; /m), 'src/app.ts changed; ');
  assert.equal(await greeting(await ready()), 'Good evening');
});

test('the host ends with the command', async () => {
  const { app } = address;
  host.kill('SIGTERM');
  assert.deepEqual(await once(host, 'exit'), [0, null]);
  await assert.rejects(fetch(app), /fetch failed/);
});
