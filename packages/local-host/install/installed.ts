import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

/*
 * npm run test:install: the package as npm packs it, installed in an empty folder outside the workspace,
 * with the runners that people test with. It needs the registry.
 */

const root = join(import.meta.dirname, '..');
const greetings = '["Hello, Tokyo!","Hello, Oslo!"]';

describe('the installed package', () => {
  let folder: string;
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
  // The runner of this test must not be taken for that of the tests in the folder.
  Reflect.deleteProperty(env, 'NODE_TEST_CONTEXT');

  const run = (command: string, args: readonly string[], options: { cwd?: string } = {}) =>
    promisify(execFile)(command, args, {
      ...{ cwd: folder, env, timeout: 300_000, maxBuffer: 1e8 },
      ...options,
    });
  const node = (...args: string[]) => run(process.execPath, args);
  const runs =
    (...args: string[]) =>
    async () => {
      await node(...args);
    };
  const packageFile = (name: string) => join(folder, 'node_modules', name);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'local-host-installed-'));
    await run('npm', ['pack', '--pack-destination', folder], { cwd: root });
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    const others = ['vitest@5', 'jest@30', 'typescript@6', '@types/node@24'];
    const options = ['--prefer-offline', '--no-audit', '--no-fund'];
    await run('npm', ['install', ...options, `./local-host-${version}.tgz`, ...others]);
    await cp(packageFile('local-host/example'), join(folder, 'example'), { recursive: true });
    await cp(join(root, 'fixtures/project'), folder, { recursive: true });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('runs the example of the README', async () => {
    const readme = await readFile(packageFile('local-host/README.md'), 'utf8');
    const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? assert.fail('no example');
    await writeFile(join(folder, 'readme.js'), `${example}\nconsole.log(await response.text());`);
    const { stdout } = await node('readme.js');
    assert.equal(stdout.trim(), greetings);
  });

  test('has the command', async () => {
    const command = packageFile('.bin/durable-local');
    const child = spawn(command, ['--port', '0', '--json'], { cwd: join(folder, 'example'), env });
    const ended = once(child, 'exit');
    try {
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const { app } = JSON.parse(line) as { app: string };
      const response = await fetch(`${app}/api/greet`, {
        method: 'POST',
        body: '["Tokyo","Oslo"]',
      });
      assert.equal(await response.text(), greetings);
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  });

  test('replays a recording, and shows where it does not fit', async () => {
    const { stdout } = await node('replay.js');
    assert.match(stdout, /Hello, Tokyo!/);
    assert.match(stdout, /sayGoodbye.*sayHello|sayHello.*sayGoodbye/s);
  });

  test('has types, for ES modules and CommonJS', async () => {
    await node(packageFile('typescript/bin/tsc'), '-p', '.');
  });

  test('exposes nothing else', async () => {
    const load = `import('local-host/dist/engine/engine.js')`;
    await assert.rejects(node('-e', load), /ERR_PACKAGE_PATH_NOT_EXPORTED/);
    const print = `import('local-host').then((names) => console.log(Object.keys(names).join()))`;
    const { stdout } = await node('-e', print);
    assert.equal(stdout.trim(), 'HostError,createHost');
  });

  describe('tests an app under', () => {
    const jest = 'node_modules/jest/bin/jest.js';

    test('node:test', runs('--test', 'node.test.js'));

    test('vitest', runs('node_modules/vitest/vitest.mjs', 'run', 'vitest.test.js'));

    test('jest, with CommonJS', runs(jest, '--testMatch', '**/jest.test.cjs'));

    test(
      'jest, with ES modules',
      runs('--experimental-vm-modules', jest, '--testMatch', '**/jest-esm.test.js'),
    );
  });
});
