import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readHostJson } from './host-json.ts';
import { loadLocalSettings, readLocalHost } from './local-settings.ts';

const directory = await mkdtemp(join(tmpdir(), 'settings-'));
after(() => rm(directory, { recursive: true }));

describe('local.settings.json', () => {
  const load = async (text: string, environment: NodeJS.ProcessEnv = {}) => {
    await writeFile(join(directory, 'local.settings.json'), text);
    await loadLocalSettings(directory, environment);
    return environment;
  };

  test('is optional', async () => {
    assert.deepEqual(await loadLocalSettings(join(directory, 'absent'), {}), []);
  });

  test('sets what is not set, with comments and a byte order mark', async () => {
    const text = '\uFEFF{ // local\n "IsEncrypted": false, "Values": { "A": "1", "B": "2", } }';
    assert.deepEqual(await load(text, { B: 'kept' }), { A: '1', B: 'kept' });
  });

  const wrong: [string, RegExp][] = [
    ['{ "IsEncrypted": true, "Values": {} }', /func settings decrypt/],
    ['{ "Values": { "A": 5 } }', /"Values.A" is 5; write it as a string/],
    ['{ "Values": ["A"] }', /"Values" must be an object/],
    ['{ "Values": {\n "A": } }', /not valid JSON.*line 2/],
    ['[]', /JSON object/],
  ];
  for (const [text, message] of wrong) {
    test(`refuses ${JSON.stringify(text)}`, async () => {
      await assert.rejects(load(text), { code: 'local-settings-invalid', message });
    });
  }
});

describe('Host in local.settings.json', () => {
  const read = async (host: unknown) => {
    await writeFile(join(directory, 'local.settings.json'), JSON.stringify({ Host: host }));
    return readLocalHost(directory);
  };

  test('sets the port and the allowed origins', async () => {
    const host = await read({ LocalHttpPort: 7399, CORS: 'http://A.test/, http://b.test:3000' });
    assert.deepEqual(host, {
      port: 7399,
      cors: { origins: ['http://a.test', 'http://b.test:3000'], credentials: false },
    });
  });

  test('may be absent', async () => {
    const defaults = { port: undefined, cors: { origins: [], credentials: false } };
    assert.deepEqual(await readLocalHost(join(directory, 'absent')), defaults);
    assert.deepEqual(await read(undefined), defaults);
  });

  const wrong: [unknown, RegExp][] = [
    ['x', /"Host" must be an object/],
    [{ LocalHttpPort: '7071' }, /"Host.LocalHttpPort" is "7071"; it must be a port/],
    [{ CORS: ['*'] }, /"Host.CORS" must be a string/],
    [{ CORSCredentials: 'yes' }, /"Host.CORSCredentials" must be a boolean/],
  ];
  for (const [host, message] of wrong) {
    test(`refuses ${JSON.stringify(host)}`, async () => {
      await assert.rejects(read(host), { code: 'local-settings-invalid', message });
    });
  }
});

describe('host.json', () => {
  const read = async (json: unknown, environment: NodeJS.ProcessEnv = {}) => {
    await writeFile(join(directory, 'host.json'), JSON.stringify(json));
    return readHostJson(directory, environment);
  };

  test('has app settings in its durableTask section', async () => {
    const json = {
      version: '2.0',
      extensions: { durableTask: { hubName: '%HUB%', storageProvider: { type: '%TYPE%' } } },
    };
    const { durableTask } = await read(json, { HUB: 'MyHub', TYPE: 'mssql' });
    assert.deepEqual(durableTask, { hubName: 'MyHub', storageProvider: { type: 'mssql' } });
    await assert.rejects(read(json, { TYPE: 'mssql' }), {
      code: 'setting-missing',
      message: /"extensions.durableTask.hubName" of host.json is "%HUB%".*no setting HUB/,
    });
  });

  test('is overridden by app settings, whose keys ignore case', async () => {
    const json = { version: '2.0', extensions: { durableTask: { hubName: 'a', custom: 1 } } };
    const { durableTask, http } = await read(json, {
      AzureFunctionsJobHost__extensions__durableTask__hubName: 'Other',
      azurefunctionsjobhost__extensions__durabletask__maxconcurrentactivityfunctions: '3',
      'AzureFunctionsJobHost:extensions:durableTask:storeInputsInOrchestrationHistory': 'True',
      AzureFunctionsJobHost__extensions__durableTask__defaultVersion: '2',
      AzureFunctionsJobHost__extensions__http__routePrefix: '',
      AzureFunctionsJobHost__: 'ignored',
    });
    assert.deepEqual(durableTask, {
      hubName: 'Other',
      custom: 1,
      maxConcurrentActivityFunctions: 3,
      storeInputsInOrchestrationHistory: true,
      defaultVersion: '2',
    });
    assert.equal(http.routePrefix, '');
  });

  test('has defaults', async () => {
    const { http, durableTask, warnings } = await readHostJson(join(directory, 'absent'));
    assert.deepEqual(http, {
      routePrefix: 'api',
      customHeaders: {},
      maxConcurrentRequests: 100,
    });
    assert.deepEqual([durableTask, warnings], [{}, []]);
  });

  test('passes the durableTask section on and warns of unknown keys', async () => {
    const durableTask = { hubName: 'h', anything: 1 };
    const http = {
      routePrefix: '/v1/',
      routPrefix: '',
      customHeaders: { 'X-A': 'b' },
      maxConcurrentRequests: -1,
    };
    const json = await read({ version: '2.0', extensions: { durableTask, http }, extra: 1 });
    assert.deepEqual(json.http, {
      routePrefix: 'v1',
      customHeaders: { 'X-A': 'b' },
      maxConcurrentRequests: Infinity,
    });
    assert.deepEqual(json.durableTask, durableTask);
    assert.match(json.warnings.join('\n'), /"extra".*\n.*"extensions.http.routPrefix"/);
  });

  test('has a time limit for calls', async () => {
    const limitOf = async (functionTimeout?: unknown) => {
      const limit = (await read({ version: '2.0', functionTimeout })).functionTimeout;
      return limit?.milliseconds;
    };
    assert.equal(await limitOf(), 300_000);
    assert.equal(await limitOf('00:00:30'), 30_000);
    assert.equal(await limitOf('-1'), undefined);
    const name = 'AzureFunctionsJobHost__functionTimeout';
    const { functionTimeout } = await read({ version: '2.0' }, { [name]: '-1' });
    assert.equal(functionTimeout, undefined);
  });

  const wrong: [unknown, RegExp][] = [
    [{ version: '2.0', functionTimeout: '5 min' }, /"functionTimeout" is "5 min"; it must be/],
    [{ version: '2.0', functionTimeout: 300 }, /"functionTimeout" is 300; it must be/],
    [{ version: '2.0', functionTimeout: '00:00:00' }, /"functionTimeout" is "00:00:00"; it must/],
    [{}, /"version" is undefined; it must be "2.0"/],
    [{ version: '2.0', extensions: [] }, /"extensions" is \[\]/],
    [{ version: '2.0', extensions: { http: { routePrefix: 5 } } }, /routePrefix" is 5/],
    [{ version: '2.0', extensions: { http: { customHeaders: { a: 1 } } } }, /customHeaders.a"/],
    [
      { version: '2.0', extensions: { http: { maxConcurrentRequests: 0 } } },
      /maxConcurrentRequests" is 0; it must be a whole number from 1, or -1 for no limit/,
    ],
    [{ version: '2.0', extensions: { durableTask: 'x' } }, /"extensions.durableTask" is "x"/],
  ];
  for (const [json, message] of wrong) {
    test(`refuses ${JSON.stringify(json)}`, async () => {
      await assert.rejects(read(json), { code: 'host-json-invalid', message });
    });
  }
});
