import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { DebuggerClient } from './support/debugger-client.ts';
import { Run } from './support/run.ts';
import { waitFor } from './support/wait-for.ts';

const APP = 'packages/local-host/fixtures/apps/replay';
const HISTORY = 'packages/local-host/conformance/fixtures/histories/mixed.storage-rows.json';
const source = (await readFile(`${APP}/src/orchestrators.ts`, 'utf8')).split('\n');

/** The line number of this text, from 1. */
const lineOf = (text: string) => source.findIndex((line) => line.includes(text)) + 1;

async function debug(...args: string[]) {
  const replay = new Run(process.execPath, [
    ...['commands/replay.ts', HISTORY, '--app', APP, '--inspect-brk', '0', ...args],
  ]);
  const url = /ws:\/\/\S+/;
  const printed = await waitFor(
    'the debugger URL',
    () => replay.stderr,
    (text) => url.test(text),
  );
  const client = await DebuggerClient.attach(url.exec(printed)?.[0] ?? '');
  return {
    ...{ replay, client },
    [Symbol.dispose]() {
      client[Symbol.dispose]();
      replay[Symbol.dispose]();
    },
  };
}

describe('a replay under a debugger', () => {
  test('stops at the start of the orchestrator, in its TypeScript source', async () => {
    using session = await debug();
    const { replay, client } = session;
    const stop = await client.stopped();
    assert.match(stop.url, /fixtures\/apps\/replay\/src\/orchestrators\.ts$/);
    assert.equal(stop.function, 'mixed');
    assert.equal(stop.line, lineOf("callActivity('say', { city: 'Tokyo' })"));
    await client.resume();
    client[Symbol.dispose]();
    assert.equal(await replay.exitCode(), 0, replay.stderr);
    assert.match(replay.stdout, /The code fits the history/);
  });

  test('stops at a given event, once, with its values, and steps from there', async () => {
    using session = await debug('--break-at', '5');
    const { replay, client } = session;
    const stop = await client.stopped();
    assert.equal(stop.function, 'mixed');
    assert.equal(stop.line, lineOf('createTimer(after(context, 1000))'));
    assert.equal(await stop.evaluate('a'), 'Hello, {"city":"Tokyo"}!');
    assert.equal(
      await stop.evaluate('context.df.currentUtcDateTime.toISOString()'),
      '2026-11-22T20:42:43.543Z',
    );
    const inside = await client.step('stepInto');
    assert.deepEqual([inside.url, inside.function], [stop.url, 'after']);
    assert.equal(await inside.evaluate('milliseconds'), 1000);
    await client.resume();
    await waitFor(
      'the end of the replay',
      () => replay.stdout,
      (text) => /The code fits the history/.test(text),
    );
    assert.equal(client.unseenStops, 0);
  });

  test('stops at an external event, with its data', async () => {
    using session = await debug('--break-at', '12');
    const { client } = session;
    const stop = await client.stopped();
    assert.equal(stop.line, lineOf("callSubOrchestrator('child'"));
    assert.deepEqual(await stop.evaluate('e'), { ok: true, n: 3 });
    await client.resume();
  });
});
