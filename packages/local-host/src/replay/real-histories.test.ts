import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  fromFile,
  fromJson,
  loadHostApp,
  replayRecording,
  type Recording,
  type ReplayReport,
} from './index.ts';

const conformance = fileURLToPath(new URL('../../conformance/', import.meta.url));
const apps = await Promise.all(
  ['app', 'lifecycle'].map(async (name) => {
    const { app } = await loadHostApp({ appDirectory: `${conformance}${name}` });
    return app;
  }),
);

/** Replays a recording with the app that has its orchestrator. */
function replayed(recording: Recording): Promise<ReplayReport> {
  const app = apps.find(
    ({ functions }) =>
      functions.get(recording.instance.name)?.trigger.type === 'orchestrationTrigger',
  );
  assert(app, `No app has the orchestrator ${recording.instance.name}.`);
  return replayRecording(app, recording);
}

const files = (pattern: string) => globSync(`${conformance}fixtures/${pattern}`).sort();

const bodyOf = (transcript: string) =>
  JSON.parse(transcript.slice(transcript.lastIndexOf('\n{') + 1)) as { name: string };

/** Orchestrators that keep state between calls, so no replay fits. */
const IMPURE = /^(nondet|nondetName)$/;

function assertFits({ divergence, recorded, replayed }: ReplayReport): void {
  assert.equal(divergence?.message, undefined);
  // When the host ended the instance, the code had not ended. When open work held it, the code had.
  const byTheHost =
    recorded.status === 'Terminated' ||
    recorded.status === 'Running' ||
    /exceed 16 KB/.test(String(recorded.output));
  if (!byTheHost) assert.equal(replayed.status, recorded.status);
}

describe('histories of the real extension match the code that made them', () => {
  for (const file of files('worker/*.jsonl')) {
    test(`as the worker received it: ${basename(file)}`, async (context) => {
      if (!(await readFile(file, 'utf8')).includes('"orchestrationTrigger"')) {
        context.skip('It is the log of an entity.');
        return;
      }
      const recording = await fromFile(file);
      if (IMPURE.test(recording.instance.name)) {
        context.skip('It does not fit itself.');
        return;
      }
      assertFits(await replayed(recording));
    });
  }

  for (const file of files(
    '{main,orchestrations,locks,open-work,continue-as-new,restart}/*-{history,parent-after,parent-before}*.20[02].http',
  )) {
    test(`as the status shows it: ${basename(file)}`, async (context) => {
      const body = bodyOf(await readFile(file, 'utf8'));
      if (IMPURE.test(body.name)) {
        context.skip('It does not fit itself.');
        return;
      }
      assertFits(await replayed(fromJson(body)));
    });
  }
});
