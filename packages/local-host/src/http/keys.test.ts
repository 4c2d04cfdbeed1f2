import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkAccess, type AccessLevel } from './access.ts';
import { loadKeys } from './keys.ts';

const root = await mkdtemp(join(tmpdir(), 'keys-'));
after(() => rm(root, { recursive: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('keys are generated once, for the owner alone', async () => {
  const state = join(root, 'new', 'state');
  const keys = await loadKeys(state);
  assert.equal(new Set(Object.values(keys)).size, 3);
  assert.deepEqual(await loadKeys(state), keys);
  assert.deepEqual(await readdir(state), ['keys.json']);
  assert.deepEqual([await modeOf(state), await modeOf(join(state, 'keys.json'))], [0o700, 0o600]);
});

test('a keys file that others can read gets mode 600', async () => {
  const state = join(root, 'open');
  await loadKeys(state);
  await chmod(join(state, 'keys.json'), 0o644);
  await loadKeys(state);
  assert.equal(await modeOf(join(state, 'keys.json')), 0o600);
});

for (const text of ['', '{', 'null', '[]', '{"function":"a","system":"b"}', '{"function":1}']) {
  test(`a damaged file is not replaced: ${text || 'empty'}`, async () => {
    await writeFile(join(root, 'keys.json'), text);
    const message = /keys\.json is damaged.*delete it to get new keys/;
    await assert.rejects(loadKeys(root), { code: 'keys-file-damaged', message });
  });
}

test('each level accepts its own key and the master key', () => {
  const keys = { function: 'f', system: 's', master: 'm' };
  const access = (level: AccessLevel, code: string, header?: string) =>
    checkAccess(
      level,
      { headers: { 'x-functions-key': header } } as unknown as IncomingMessage,
      new URLSearchParams({ code }),
      keys,
    );
  const levels = ['anonymous', 'function', 'system', 'admin'] as const;
  const row = (code: string) => levels.map((level) => access(level, code)).join(' ');
  assert.equal(row(''), 'granted unknown unknown unknown');
  assert.equal(row('wrong'), 'granted unknown unknown unknown');
  assert.equal(row('f'), 'granted granted insufficient insufficient');
  assert.equal(row('s'), 'granted insufficient granted insufficient');
  assert.equal(row('m'), 'granted granted granted granted');
  assert.equal(access('function', '', 'f'), 'granted');
  assert.equal(access('function', 'f', 'wrong'), 'unknown');
});
