import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fromFile, loadHostApp, printReport, replayRecording } from 'local-host/replay';
import type { Outcome } from '../src/captures/outcome.ts';
import { stateVersion } from '../src/captures/state-version.ts';

const folder = fileURLToPath(new URL('histories/', import.meta.url));
const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
const host = JSON.parse(await readFile('host.json', 'utf8')) as {
  extensions: { durableTask: { defaultVersion: string } };
};
const { defaultVersion } = host.extensions.durableTask;
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

const advice = `Running instances of version ${defaultVersion} cannot follow this change. Undo it, or raise defaultVersion in host.json and stateVersion in src/captures/state-version.ts, and run: npm run record-histories -- --all. See docs/changing-orchestrators.md.`;

test('host.json and the durable state have one version', () => {
  assert.equal(defaultVersion, String(stateVersion));
});

describe('recorded instances replay under the current code', () => {
  for (const name of files) {
    test(name, async (context) => {
      const recording = await fromFile(`${folder}${name}`);
      assert.equal(
        recording.instance.version,
        defaultVersion,
        `${name} is of another version than host.json. Run: npm run record-histories -- --all`,
      );
      const report = await replayRecording(app, recording);
      assert.equal(report.divergence, undefined, `\n${printReport(report)}\n${advice}`);
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

const realFolder = fileURLToPath(new URL('fixtures/real-histories/', import.meta.url));
const realFiles = (await readdir(realFolder)).sort();
/** The version with which they were recorded, on the Functions host 4.1037 with extension 3.14.1. */
const REAL_VERSION = '4';

describe('instances recorded on the real host replay without a warning', () => {
  for (const name of realFiles) {
    test(name, async (context) => {
      if (defaultVersion !== REAL_VERSION) {
        context.skip(`It was recorded with version ${REAL_VERSION}, whose instances may not fit.`);
        return;
      }
      const report = await replayRecording(app, await fromFile(`${realFolder}${name}`));
      assert.deepEqual([report.divergence, report.warnings], [undefined, []], printReport(report));
    });
  }
});
