import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readHostJson } from './host-json.ts';
import { loadLocalSettings } from './local-settings.ts';

const directory = await mkdtemp(join(tmpdir(), 'settings-'));
after(() => rm(directory, { recursive: true }));

describe('local.settings.json', () => {
  const load = async (text: string, environment: NodeJS.ProcessEnv = {}) => {
    await writeFile(join(directory, 'local.settings.json'), text);
    await loadLocalSettings(directory, environment);
    return environment;
  };

  test('does not have to be there', async () => {
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

describe('host.json', () => {
  const read = async (json: unknown) => {
    await writeFile(join(directory, 'host.json'), JSON.stringify(json));
    return readHostJson(directory);
  };

  test('has defaults', async () => {
    const { http, durableTask, warnings } = await readHostJson(join(directory, 'absent'));
    assert.deepEqual(http, { routePrefix: 'api', customHeaders: {} });
    assert.deepEqual([durableTask, warnings], [{}, []]);
  });

  test('passes the durableTask section on and warns of unknown keys', async () => {
    const durableTask = { hubName: 'h', anything: 1 };
    const http = { routePrefix: '/v1/', routPrefix: '', customHeaders: { 'X-A': 'b' } };
    const json = await read({ version: '2.0', extensions: { durableTask, http }, extra: 1 });
    assert.deepEqual(json.http, { routePrefix: 'v1', customHeaders: { 'X-A': 'b' } });
    assert.deepEqual(json.durableTask, durableTask);
    assert.match(json.warnings.join('\n'), /"extra".*\n.*"extensions.http.routPrefix"/);
  });

  const wrong: [unknown, RegExp][] = [
    [{}, /"version" is undefined; it must be "2.0"/],
    [{ version: '2.0', extensions: [] }, /"extensions" is \[\]/],
    [{ version: '2.0', extensions: { http: { routePrefix: 5 } } }, /routePrefix" is 5/],
    [{ version: '2.0', extensions: { http: { customHeaders: { a: 1 } } } }, /customHeaders.a"/],
    [{ version: '2.0', extensions: { durableTask: 'x' } }, /"extensions.durableTask" is "x"/],
  ];
  for (const [json, message] of wrong) {
    test(`refuses ${JSON.stringify(json)}`, async () => {
      await assert.rejects(read(json), { code: 'host-json-invalid', message });
    });
  }
});
