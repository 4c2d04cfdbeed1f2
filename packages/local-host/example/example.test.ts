import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { createHost } from 'local-host';

const appDirectory = import.meta.dirname;
const command = join(appDirectory, '../bin/durable-local.js');
const cities = ['Tokyo', 'Oslo'];
const greetings = ['Hello, Tokyo!', 'Hello, Oslo!'];

describe('the example app', () => {
  let stateDirectory: string;

  before(async () => {
    stateDirectory = await mkdtemp(join(tmpdir(), 'hello-cities-'));
  });
  after(() => rm(stateDirectory, { recursive: true }));

  test('runs by the command', async () => {
    const options = ['--port', '0', '--state', stateDirectory, '--json'];
    const stdio = ['ignore', 'pipe', 'inherit', 'ipc'] as const;
    const child = fork(command, options, { cwd: appDirectory, stdio: [...stdio] });
    const ended = once(child, 'exit');
    try {
      const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
      const ready = JSON.parse(line) as Record<string, string>;
      assert.deepEqual(Object.keys(ready), ['app', 'functionKey', 'systemKey', 'masterKey']);
      const body = JSON.stringify(cities);
      const response = await fetch(`${ready['app']}/api/greet`, { method: 'POST', body });
      assert.deepEqual(await response.json(), greetings);
    } finally {
      // The host stops when the channel to its parent closes.
      child.disconnect();
      await ended;
    }
    assert.equal(child.exitCode, 0);
  });

  test('runs in a test', async () => {
    const host = await createHost({ appDirectory, stateDirectory });
    await host.start();
    const request = new Request(`${host.url}/api/greet`, {
      method: 'POST',
      body: JSON.stringify(cities),
    });
    const response = await host.fetch(request);
    assert.deepEqual(await response.json(), greetings);
    await host.stop();
  });

  test('is refused with the name of an unsupported feature', async () => {
    const appDirectory = join(import.meta.dirname, '../fixtures/apps/broken/unsupported');
    await assert.rejects(
      createHost({ appDirectory, stateDirectory, strict: true }),
      /binding|trigger/,
    );
  });
});

test('the README names every option of the command', async () => {
  const readme = await readFile(join(appDirectory, '../README.md'), 'utf8');
  const child = fork(command, ['--help'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const help = await child.stdout!.setEncoding('utf8').toArray();
  const options = help.join('').match(/--[a-z-]+/g) ?? [];
  assert.ok(options.length > 5);
  assert.deepEqual(
    options.filter((option) => option !== '--help' && !readme.includes(`\`${option}`)),
    [],
  );
});
