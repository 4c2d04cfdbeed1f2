import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FinalizeRequest } from '../activities/finalize-capture.ts';
import type { CaptureFile } from '../captures/outcome.ts';
import type { Call } from '../test-support/run-story.ts';
import type { MachineCapture } from './capture-machine.ts';
import { count, fail, fileUrl, ok, runCapture, target } from '../test-support/run-capture.ts';

const setId = target.vm.id.replace('virtualMachines/vm-1', 'virtualMachineScaleSets/set');
const instanceIds = (...numbers: number[]): string[] =>
  numbers.map((number) => `${setId}/virtualMachines/${number}`);

const scaleSet = (...numbers: number[]): Partial<MachineCapture> => ({
  vm: { ...target.vm, id: setId, name: 'set', instances: instanceIds(...numbers) },
});

const found = (...sizes: number[]): CaptureFile => {
  const files = sizes.map((bytes, n) => ({ url: fileUrl.replace('.cap', `_${n}.cap`), bytes }));
  return {
    url: files[0]?.url ?? '',
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    files,
    fileCount: files.length,
    metadataUrl: `${fileUrl}.json`,
  };
};

/** Gives the answers in order, and then repeats the last one. */
const looks = (...answers: (CaptureFile | null)[]) => {
  let next = 0;
  return () => ok(answers[Math.min(next++, answers.length - 1)] ?? null);
};

describe('a capture that writes several files', () => {
  test('is complete when each instance has its file', async () => {
    const finalizeCapture = looks(null, found(10), found(10, 20));
    const run = await runCapture({ finalizeCapture }, [], {}, scaleSet(0, 1));
    assert.ok(run.outcome.end === 'timeLimit' && 'url' in run.outcome.file);
    assert.deepEqual(run.outcome.file, found(10, 20));
    assert.equal(count(run.names, 'finalizeCapture'), 3);
    assert.equal(count(run.names, 'summarizeTraffic'), 2);
    assert.deepEqual(run.outcome.traffic?.lines, ['one_0.cap: 1 packet.', 'one_1.cap: 1 packet.']);
  });

  test('is complete when two lists are equal and the number of files is unknown', async () => {
    const finalizeCapture = looks(found(10), found(10, 20), found(10, 25), found(10, 25));
    const ring = { fileCount: 5, fileBytes: 100 };
    for (const input of [scaleSet(), { plan: { ...target.plan, ring } }]) {
      const run = await runCapture({ finalizeCapture }, [], {}, input);
      assert.ok(run.outcome.end === 'timeLimit' && 'url' in run.outcome.file);
      assert.equal(run.outcome.file.bytes, 35);
    }
  });

  test('has the files that are there in time', async () => {
    const finalizeCapture = looks(found(10));
    const { outcome } = await runCapture({ finalizeCapture }, [], {}, scaleSet(0, 1));
    assert.ok(outcome.end === 'timeLimit' && 'url' in outcome.file);
    assert.equal(outcome.file.fileCount, 1);
    assert.match(outcome.warnings.join(), /1 of 2 instances wrote a file/);
  });
});

describe('a capture whose document cannot be written', () => {
  const file = { url: fileUrl, bytes: 4096 };
  const readOnly = ({ input }: Call): unknown =>
    (input as FinalizeRequest).isReadOnly ? ok(file) : fail('AuthorizationPermissionMismatch');

  test('keeps its file and has a warning', async () => {
    const { outcome, names } = await runCapture({ finalizeCapture: readOnly });
    assert(outcome.end === 'timeLimit');
    assert.deepEqual(outcome.file, file);
    assert.match(outcome.warnings.join(), /document .* not written \(AuthorizationPermissionMis/);
    assert.equal(count(names, 'finalizeCapture'), 2);
  });

  test('waits for its file', async () => {
    let looks = 0;
    const finalizeCapture = (call: Call): unknown =>
      (call.input as FinalizeRequest).isReadOnly && ++looks < 3 ? ok(null) : readOnly(call);
    const { outcome } = await runCapture({ finalizeCapture });
    assert(outcome.end === 'timeLimit');
    assert.deepEqual([looks, outcome.warnings.length], [3, 1]);
  });

  test('fails if its file cannot be read either', async () => {
    const { outcome } = await runCapture({ finalizeCapture: fail('AuthorizationFailure') });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'AuthorizationFailure');
  });
});
