import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fromFile, fromJson, loadHostApp, replayRecording, type ReplayReport } from './index.ts';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const history = (form: string) => path(`conformance/fixtures/histories/mixed.${form}.json`);
const appDirectory = path('fixtures/apps/replay');
const app = await loadHostApp({ appDirectory }).then((each) => each.app);

/** Content of each turn, without the numbers and times, which the status form does not contain. */
const turnsOf = ({ turns }: ReplayReport) =>
  turns.map(({ steps, scheduled }) => ({
    steps: steps
      .filter(({ kind }) => kind !== 'ExecutionCompleted')
      .map(({ kind, asked, customStatus, stoodAt, ended }) => ({
        ...{ kind, customStatus, stoodAt, ended },
        asked: asked.map((each) => each.replace(/\d{4}-.*Z/, 'TIME')),
      })),
    scheduled: scheduled.map((each) => each.replace(/\d{4}-.*Z/, 'TIME').replace(/ \(.*\)$/, '')),
  }));

describe('the three forms of one recorded history', () => {
  test('give the same turns', async () => {
    const forms = ['worker', 'storage-rows', 'status'];
    const [worker, rows, status] = await Promise.all(
      forms.map(async (form) => turnsOf(await replayRecording(app, await fromFile(history(form))))),
    );
    assert.equal(worker?.length, 5);
    assert.deepEqual(rows, worker);
    assert.deepEqual(status, worker);
  });

  test('match the code, with the recorded output', async () => {
    for (const form of ['worker', 'storage-rows', 'status']) {
      const report = await replayRecording(app, await fromFile(history(form)));
      assert.equal(report.divergence, undefined, form);
      assert.deepEqual(report.warnings, [], form);
      assert.deepEqual(report.replayed, {
        status: 'Completed',
        output: { a: 'Hello, {"city":"Tokyo"}!', e: { ok: true, n: 3 }, s: 'Hello, child7!' },
      });
    }
  });

  test('show what the code did and where', async () => {
    const { turns } = await replayRecording(app, await fromFile(history('storage-rows')));
    const [step] = turns[2]?.steps ?? [];
    assert.deepEqual(step?.asked, ['waitForExternalEvent Go']);
    assert.deepEqual(step.customStatus, { stage: 'waiting' });
    const [position] = step.stoodAt ?? [];
    const source = await readFile(path('fixtures/apps/replay/src/orchestrators.ts'), 'utf8');
    const line = source.split('\n')[(position?.line ?? 0) - 1];
    assert.match(String(position?.file), /fixtures\/apps\/replay\/src\/orchestrators\.ts$/);
    assert.equal(line?.trim(), "const e = yield context.df.waitForExternalEvent('Go');");
    assert.equal(position?.function, 'mixed');
  });

  test('say what the status form does not contain', async () => {
    const { ambiguities = [] } = await fromFile(history('status'));
    assert.match(ambiguities.join('\n'), /times of the turns are guesses/);
    assert.match(ambiguities.join('\n'), /does not contain the instance ids/);
    assert.equal((await fromFile(history('storage-rows'))).ambiguities, undefined);
  });

  test('of a terminated instance in a table have its reason, which is plain text', async () => {
    const text = await readFile(history('storage-rows'), 'utf8');
    const { History } = JSON.parse(text) as { History: unknown };
    const Instances = [{ RowKey: '', RuntimeStatus: 'Terminated', Output: 'by hand' }];
    assert.equal(fromJson({ History, Instances }).instance.output, 'by hand');
  });

  test('of a running instance say where it waits', async () => {
    const log = JSON.parse(await readFile(history('worker'), 'utf8')) as { dir: string }[];
    const untilTimer = log.slice(0, log.findLastIndex(({ dir }) => dir === 'in') - 2);
    const report = await replayRecording(app, fromJson(untilTimer));
    assert.equal(report.divergence, undefined);
    assert.equal(report.recorded.status, 'Running');
    assert.equal(report.turns.at(-1)?.steps.at(-1)?.stoodAt?.[0]?.function, 'mixed');
  });
});

describe('what is not a history', () => {
  test('is refused with the accepted forms', async () => {
    assert.throws(() => fromJson({ some: 'thing' }), {
      code: 'source-not-understood',
      message: /is not a history. It may be a recording/,
    });
    await assert.rejects(fromFile(path('fixtures/none.json')), { code: 'source-not-found' });
    await assert.rejects(fromFile(path('fixtures/apps/replay/src/functions.ts')), {
      code: 'source-not-understood',
      message: /is not JSON/,
    });
  });

  test('is refused at the place where it is incomplete', async () => {
    type Status = { historyEvents?: Record<string, unknown>[] };
    const status = JSON.parse(await readFile(history('status'), 'utf8')) as Status;
    const code = 'history-incomplete';
    const message = /showHistory=true&showHistoryOutput=true/;
    assert.throws(() => fromJson({ ...status, historyEvents: undefined }), { code, message });
    const events = structuredClone(status.historyEvents ?? []);
    for (const event of events) delete event['Result'];
    assert.throws(() => fromJson({ ...status, historyEvents: events }), { code, message });
  });

  test('of an unknown orchestrator names the known ones', async () => {
    const recording = await fromFile(history('worker'));
    const other = { ...recording, instance: { ...recording.instance, name: 'other' } };
    await assert.rejects(replayRecording(app, other), {
      code: 'unknown-orchestrator',
      message: 'The app has no orchestrator "other". It has: mixed, child, numbers, nested.',
    });
  });
});
