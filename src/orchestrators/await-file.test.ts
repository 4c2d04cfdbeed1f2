import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FinalizeRequest } from '../activities/finalize-capture.ts';
import type { CaptureFile } from '../captures/outcome.ts';
import { CaptureFailed } from '../captures/failure.ts';
import type { MachineCapture } from './capture-machine.ts';
import type { Driven } from '../test-support/drive.ts';
import { drive } from '../test-support/drive.ts';
import {
  answerWith,
  count,
  fail,
  fileUrl,
  machine,
  ok,
  runCapture,
  target,
} from '../test-support/run-capture.ts';
import { CaptureRun } from '../workflow/capture-run.ts';
import { awaitFile, fileIfAny } from './await-file.ts';

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
});

const unnamed = { vm: machine.id, session: 's', warnings: [] };
const facts = { ...unnamed, fileUrl };
const file: CaptureFile = { url: fileUrl, bytes: 4096 };

interface Case {
  vm?: MachineCapture['vm'];
  plan?: Partial<MachineCapture['plan']>;
  /** Without this the service has announced the file. */
  isUnnamed?: boolean;
  finalize: (request: FinalizeRequest, at: number) => unknown;
  wait?: typeof awaitFile | typeof fileIfAny;
}

interface Waited extends Driven<{ file?: CaptureFile; failure?: unknown; warnings: string[] }> {
  times: number[];
}

/** Waits for the files of a capture that reached its time limit. */
function waitFor({ vm = machine, plan, isUnnamed, finalize, wait = awaitFile }: Case): Waited {
  const job = { plan: { ...target.plan, ...plan }, alert: target.alert };
  const driven = drive(
    function* (context) {
      const run = new CaptureRun(context, job, isUnnamed ? unnamed : facts);
      try {
        const file = yield* wait(run, vm as typeof machine, 'timeLimit');
        return { ...(file && { file }), warnings: run.facts.warnings };
      } catch (error) {
        assert.ok(error instanceof CaptureFailed);
        return { failure: error.failure, warnings: run.facts.warnings };
      }
    },
    {
      input: target,
      answer: answerWith({
        finalizeCapture: ({ input, at }) => finalize(input as FinalizeRequest, at),
      }),
    },
  );
  return { ...driven, times: driven.calls.map(({ at }) => at) };
}

const notFound = (message: string) => ({
  step: 'finalizeCapture',
  code: 'FileNotFound',
  message,
  advice:
    'Check that the storage account exists, permits shared keys, and can be reached from the subnet of the machine.',
});

describe('the files of a capture', () => {
  const set = scaleSet(0, 1).vm;

  test('are looked for with what is known about the capture', () => {
    const ring = { fileCount: 5, fileBytes: 100 };
    const several = { isSeveral: true };
    for (const [vm, plan, more] of [
      [machine, target.plan, {}],
      [set, target.plan, several],
      [machine, { ...target.plan, ring }, several],
    ] as const) {
      const { calls, result } = waitFor({ vm, plan, finalize: () => ok(file) });
      assert.deepEqual(
        calls.map(({ input }) => input),
        [
          {
            fileUrl,
            ...more,
            metadata: {
              ...facts,
              alert: target.alert,
              plan,
              endedAt: '2026-11-20T02:14:00.000Z',
              end: 'timeLimit',
            },
          },
        ],
      );
      assert.deepEqual(result, { file, warnings: [] });
    }
  });

  test('are looked for less and less often, until the end of the grace period', () => {
    const { times, result } = waitFor({ plan: { graceSeconds: 121 }, finalize: () => ok(null) });
    assert.deepEqual(times, [0, 1, 3, 7, 15, 31, 61, 91, 121]);
    assert.deepEqual(
      result.failure,
      notFound(`The session has ended, but its file did not appear at ${fileUrl} in 121 seconds.`),
    );
  });

  test('are missing if the service named none', () => {
    const { times, result } = waitFor({ isUnnamed: true, finalize: () => ok(file) });
    assert.deepEqual(times, []);
    assert.deepEqual(
      result.failure,
      notFound('The session has ended, but the service named no file for it.'),
    );
  });

  test('of a failed capture are looked for once', () => {
    for (const [answer, expected] of [
      [ok(file), { file, warnings: [] }],
      [ok(null), { warnings: [] }],
    ] as const) {
      const { times, result } = waitFor({ finalize: () => answer, wait: fileIfAny });
      assert.deepEqual([times, result], [[0], expected]);
    }
  });

  /** Files at each look by their sizes, the time of the last look, and the warning of the outcome. */
  const cases: [string, Partial<Case>, sizes: number[][], until: number, warnings: string[]][] = [
    ['one for each instance', { vm: set }, [[10], [10, 20]], 1, []],
    ['fewer than instances', { vm: set }, [[10]], 301, ['1 of 2 instances wrote a file.']],
    ['an unknown number', { vm: scaleSet().vm }, [[10], [5, 5], [5, 6], [5, 6]], 7, []],
    [
      'those of a ring on a scale set',
      { vm: set, plan: { ring: { fileCount: 5, fileBytes: 100 } } },
      [[10], [10]],
      1,
      [],
    ],
  ];
  for (const [name, more, sizes, until, warnings] of cases) {
    test(`are complete: ${name}`, () => {
      const answer = looks(...sizes.map((all) => found(...all)));
      const { times, result } = waitFor({ ...more, finalize: answer });
      assert.deepEqual(result, { file: found(...(sizes.at(-1) ?? [])), warnings });
      assert.equal(times.at(-1), until);
    });
  }

  test('are looked for without writing the document, once that has failed', () => {
    const { calls, result } = waitFor({
      finalize: ({ isReadOnly }, at) =>
        isReadOnly ? ok(at < 3 ? null : file) : fail('Forbidden', { message: 'No.' }),
    });
    const requests = calls.map(({ input, at }) => [at, (input as FinalizeRequest).isReadOnly]);
    assert.deepEqual(requests, [
      [0, undefined],
      [0, true],
      [1, true],
      [3, true],
    ]);
    const warnings = [`The document next to ${fileUrl} was not written (Forbidden): No.`];
    assert.deepEqual(result, { file, warnings });
  });

  test('are not looked for again when that has failed, too', () => {
    let looks = 0;
    const { result } = waitFor({
      finalize: ({ isReadOnly }) =>
        isReadOnly && ++looks === 1 ? ok(null) : fail(looks === 0 ? 'Forbidden' : 'Gone'),
    });
    assert.partialDeepStrictEqual(result.failure, { code: 'Gone' });
    assert.equal(looks, 2);
  });
});
