import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fromFile, loadHostApp, printReport, replayRecording } from 'local-host/replay';
import type { Outcome } from '../src/captures/outcome.ts';

const folder = fileURLToPath(new URL('histories/', import.meta.url));
const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
const { app } = await loadHostApp({ appDirectory: '.', main: 'src/orchestrators/index.ts' });

/** Every end of a capture; the compiler keeps the list complete. */
const ENDS: Record<Outcome['end'], true> = {
  timeLimit: true,
  byteLimit: true,
  stopped: true,
  resolved: true,
  failed: true,
  lost: true,
  timedOut: true,
  attached: true,
  cooldown: true,
  skipped: true,
};

describe('recorded instances replay under the current code', () => {
  for (const name of files) {
    test(name, async (context) => {
      const report = await replayRecording(app, await fromFile(`${folder}${name}`));
      assert.equal(report.divergence, undefined, `\n${printReport(report)}`);
      for (const { event, change, message } of report.warnings) {
        context.diagnostic(`event ${event}, ${change}: ${message}`);
      }
    });
  }

  test('every end of a capture has a recording', async () => {
    const ends = new Set<string>();
    for (const name of files) {
      const { instance } = await fromFile(`${folder}${name}`);
      if (instance.name === 'captureMachine') ends.add((instance.output as Outcome).end);
    }
    assert.deepEqual([...ends].sort(), Object.keys(ENDS).sort());
  });
});
