import { Server } from 'node:http';
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import type { FunctionApp, LogEntry } from '../model/function-app.ts';
import { HostError } from '../model/host-error.ts';
import { loadApp } from './load-app.ts';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/apps/${name}`, import.meta.url));
const supportedBindings = [
  ...['httpTrigger', 'http', 'durableClient', 'queue'],
  ...['orchestrationTrigger', 'activityTrigger', 'entityTrigger'],
];
const load = (name: string) => loadApp({ appDirectory: fixture(name), supportedBindings });
const value = (value: unknown) => ({ triggerData: { value } });

describe('loading', () => {
  test('finds the functions of an ESM TypeScript app by glob', async () => {
    const app = await load('durable-worker');
    const hello = app.functions.get('hello');
    assert.equal(hello?.trigger.type, 'orchestrationTrigger');
    assert.equal(app.functions.get('logs')?.outputs[0]?.['queueName'], 'greetings');
    assert.equal(hello.httpServer, undefined);
    await app.close();
  });

  test('finds the functions of a CommonJS app by a glob with braces', async () => {
    const app = await load('http-classic');
    assert.deepEqual(
      ['echo', 'cookies'].map((name) => app.functions.get(name)?.trigger.type),
      ['httpTrigger', 'httpTrigger'],
    );
    assert.equal(app.functions.get('binding')?.inputs[0]?.type, 'durableClient');
    await app.close();
  });

  test('shares the functions between two loads, and the hooks of start and end', async () => {
    const [first, second] = await Promise.all([load('durable-worker'), load('durable-worker')]);
    assert.deepEqual([...first.functions.keys()], [...second.functions.keys()]);
    const hooks = (await import(`${fixture('durable-worker')}/src/hooks.ts`)) as { seen: string[] };
    hooks.seen.length = 0;
    await first.close();
    await first.close();
    assert.deepEqual(hooks.seen, []);
    assert.equal((await second.invoke('returns', value(1))).returnValue, 1);
    await second.close();
    assert.deepEqual(hooks.seen, ['appTerminate']);
    await (await load('durable-worker')).close();
    assert.deepEqual(hooks.seen, ['appTerminate', 'appStart', 'appTerminate']);
  });

  test('takes another main than that of package.json', async () => {
    const appDirectory = fixture('broken/no-main');
    const app = await loadApp({ appDirectory, main: 'other.js', supportedBindings });
    assert.deepEqual([...app.functions.keys()], ['found']);
    await app.close();
  });

  test('keeps several copies of the SDK apart, required or imported', async () => {
    const appDirectory = await mkdtemp(join(tmpdir(), 'two-copies-'));
    after(() => rm(appDirectory, { recursive: true }));
    const copies = ['one', 'two'];
    for (const copy of copies) {
      const modules = join(appDirectory, copy, 'node_modules');
      const installed = dirname(
        createRequire(import.meta.url).resolve('@azure/functions/package.json'),
      );
      const scope = dirname(dirname(installed));
      for (const name of ['@azure/functions', '@azure/functions-extensions-base', 'cookie']) {
        await cp(join(scope, name), join(modules, name), { recursive: true });
      }
    }
    const register = (copy: string) =>
      `app.setup({ enableHttpStream: ${copy === 'two'} });
       app.get('${copy}', () => ({ body: core.version }));`;
    await writeFile(
      join(appDirectory, 'one', 'app.cjs'),
      `const { app } = require('@azure/functions');
       const core = require('@azure/functions-core'); ${register('one')}`,
    );
    await writeFile(
      join(appDirectory, 'two', 'app.mjs'),
      `import { app } from '@azure/functions';
       import * as core from '@azure/functions-core'; ${register('two')}`,
    );
    const main = '*/app.{cjs,mjs}';
    const app = await loadApp({ appDirectory, main, supportedBindings });
    const servers = copies.map((copy) => app.functions.get(copy)?.httpServer);
    assert.equal(servers[0], undefined);
    assert.ok(servers[1] instanceof Server);
    await app.close();
  });

  const broken: [string, string, RegExp][] = [
    ['broken/no-main', 'app-main-missing', /has no "main"/],
    ['broken/no-match', 'app-main-missing', /matches "dist\/\{index,more\}\.js"/],
    ['broken/absent', 'app-main-missing', /package\.json/],
    ['broken/empty', 'app-no-functions', /registered no functions/],
    ['broken/duplicate', 'duplicate-function', /"twice"/],
    ['broken/throws', 'app-load-failed', /index\.js.*CAPTURE_LIMIT is "many".*index\.js:\d+:\d+\)/],
    ['broken/syntax', 'app-load-failed', /Unexpected token.*syntax\/index\.js:3:7\)/],
    [
      'broken/v3',
      'app-model-not-supported',
      /model v3: it has Hello\/function\.json.*functions-node-upgrade-v4/,
    ],
  ];
  for (const [name, code, message] of broken) {
    test(`refuses ${name}`, async () => {
      await assert.rejects(load(name), (error) => {
        assert.ok(error instanceof HostError);
        assert.equal(error.code, code);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  test('reports a function that cannot run, and refuses it only when strict', async () => {
    const appDirectory = fixture('broken/unsupported');
    const lines: LogEntry[] = [];
    const options = { appDirectory, supportedBindings };
    const app = await loadApp({ ...options, onLog: (entry) => lines.push(entry) });
    const reason = /"onChange".*"cosmosDBTrigger"/;
    assert.deepEqual(
      app.unavailable?.map(({ name }) => name),
      ['onChange'],
    );
    assert.match(lines.at(-1)?.message ?? '', /The 'onChange' function is in error: Function/);
    await assert.rejects(app.invoke('onchange', value(1)), reason);
    await app.close();
    await assert.rejects(loadApp({ ...options, strict: true }), {
      code: 'binding-not-supported',
      message: reason,
    });
  });

  test('keeps the error of the app as the cause', async () => {
    await assert.rejects(load('broken/throws'), (error) => {
      assert.ok(error instanceof HostError && error.cause instanceof RangeError);
      return true;
    });
  });
});

describe('invoking', () => {
  const lines: LogEntry[] = [];
  let app: FunctionApp;
  before(async () => {
    const appDirectory = fixture('durable-worker');
    app = await loadApp({ appDirectory, supportedBindings, onLog: (entry) => lines.push(entry) });
  });
  after(() => app.close());
  const returned = async (name: string, triggerData: unknown) =>
    (await app.invoke(name, value(triggerData))).returnValue;

  test('passes plain values in both directions', async () => {
    for (const plain of [
      'text',
      '5',
      '{"a":1}',
      '',
      5,
      0,
      1.5,
      true,
      false,
      [1, null],
      { a: { b: 'é' } },
    ]) {
      assert.deepEqual(await returned('returns', plain), plain);
    }
  });

  test('treats null and undefined alike, as the real host does', async () => {
    assert.equal(await returned('nothing', undefined), null);
    assert.equal(await returned('returns', null), null);
    assert.equal(await returned('say', null), 'Hello, undefined!');
    const nothing = await app.invoke('nothing', value(undefined));
    assert.deepEqual([nothing.returnJson, nothing.returnedNothing], [null, true]);
  });

  test('parses JSON text', async () => {
    const result = await app.invoke('returns', { triggerData: { json: '{"a":[1]}' } });
    assert.deepEqual([result.returnJson, result.returnValue], ['{"a":[1]}', { a: [1] }]);
  });

  test('converts results to JSON values', async () => {
    const odd = await returned('odd', null);
    assert.deepEqual(odd, { at: '1970-01-01T00:00:00.000Z', list: [null] });
  });

  test('gives the handler a trace context, which is empty without Application Insights', async () => {
    let context: unknown;
    const onContext = (given: unknown) => (context = given);
    await app.invoke('returns', { ...value(1), onContext });
    const { traceContext } = context as { traceContext: unknown };
    assert.deepEqual(traceContext, { traceParent: '', traceState: '', attributes: {} });
  });

  test('throws what the handler threw', async () => {
    await assert.rejects(returned('boom', 1), (error) => {
      assert.ok(error instanceof TypeError);
      assert.equal(error.message, 'boom from activity');
      assert.match(error.stack ?? '', /functions\.ts/);
      return true;
    });
    await assert.rejects(returned('throwsNothing', 1), /threw undefined/);
  });

  test('runs the hooks around the handler', async () => {
    assert.equal(await returned('returns', 'replace me'), 'replaced');
    await assert.rejects(returned('returns', 'fail me'), { message: 'failed by a hook' });
  });

  test("gives an activity the extension's metadata with its input", async () => {
    const metadata = async (input: unknown) => {
      const { returnValue } = await app.invoke('metadata', {
        ...value(input),
        invocationId: 'i',
        triggerMetadata: { instanceId: 'abc' },
        retryContext: { retryCount: 1, maxRetryCount: 3 },
      });
      return returnValue as Record<string, unknown>;
    };
    const common = { instanceId: 'abc', id: 'i', retry: { retryCount: 1, maxRetryCount: 3 } };
    assert.deepEqual(await metadata(null), common);
    assert.deepEqual(await metadata('p'), {
      ...common,
      activityTrigger7996c743ef: 'p',
      data: '"p"',
    });
    assert.deepEqual(await metadata({ a: [1] }), {
      ...common,
      activityTrigger7996c743ef: { a: [1] },
      data: { a: [1] },
    });
  });

  test('passes on logs, as changed by the hooks, and outputs', async () => {
    const own: LogEntry[] = [];
    const { outputs } = await app.invoke('logs', {
      ...value(7),
      invocationId: 'i',
      onLog: (entry) => own.push(entry),
    });
    assert.deepEqual(Object.values(outputs), [{ to: 'queue' }]);
    assert.deepEqual(own, [
      {
        level: 'information',
        category: 'user',
        message: 'SEEN 7',
        functionName: 'logs',
        invocationId: 'i',
      },
    ]);
    await returned('logs', 8);
    assert.equal(lines.at(-1)?.message, 'SEEN 8');
  });

  test('runs a turn of an orchestrator', async () => {
    const at = '2026-11-22T20:20:09.5277028Z';
    const started = {
      EventType: 0,
      EventId: -1,
      IsPlayed: false,
      Timestamp: at,
      Name: 'hello',
      Input: 'null',
    };
    const turn = await returned('hello', {
      history: [{ EventType: 12, EventId: -1, IsPlayed: false, Timestamp: at }, started],
      input: null,
      instanceId: 'abc',
      isReplaying: false,
      parentInstanceId: null,
      upperSchemaVersion: 1,
      upperSchemaVersionNew: 3,
      longRunningTimerIntervalDuration: '3.00:00:00',
      maximumShortTimerDuration: '6.00:00:00',
      defaultHttpAsyncRequestSleepTimeMillseconds: 30000,
    });
    assert.deepEqual(JSON.parse(JSON.stringify(turn)), {
      isDone: false,
      actions: [[{ functionName: 'say', actionType: 0, input: '"Tokyo"' }]],
      schemaVersion: 3,
    });
  });

  test('runs a batch of an entity', async () => {
    const batch = [{ name: 'add', input: '5', isSignal: false, id: '1' }];
    const self = { name: 'counter', key: 'k' };
    const done = await returned('counter', { self, exists: false, state: null, batch });
    const { entityState, entityExists } = done as Record<string, unknown>;
    assert.deepEqual([entityState, entityExists], ['5', true]);
  });

  test('names the known functions when another is asked for', async () => {
    await assert.rejects(returned('absent', 1), {
      code: 'function-unknown',
      message: /say, nothing/,
    });
  });
});
