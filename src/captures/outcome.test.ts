import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureFile, Outcome } from './outcome.ts';
import { notTried, storedFile, storedFiles } from './outcome.ts';

const reason = { code: 'OutOfScope', message: 'It is not allowed.', advice: 'Allow it.' };
const endedAt = '2026-11-20T02:15:10.000Z';
const base = { vm: '/vm/1', warnings: [], endedAt };
const file: CaptureFile = { url: 'https://x.example/1.cap', bytes: 7, metadataUrl: 'm' };

test('the files of a capture are its one file, or those that it lists', () => {
  assert.deepEqual(storedFiles(file), [{ url: file.url, bytes: 7 }]);
  const files = [
    { url: file.url, bytes: 3 },
    { url: 'https://x.example/2.cap', bytes: 4 },
  ];
  assert.deepEqual(storedFiles({ ...file, files, fileCount: 2 }), files);
});

test('only a file that the capture wrote to storage is a stored file', () => {
  const failure = { step: 'queryCapture', ...reason };
  const cases: [Outcome, CaptureFile | undefined][] = [
    [{ ...base, end: 'timeLimit', file }, file],
    [{ ...base, end: 'failed', failure, file }, file],
    [{ ...base, end: 'failed', failure }, undefined],
    [{ ...base, end: 'stopped', file: { path: '/var/x.cap' } }, undefined],
    [{ ...base, end: 'skipped', reason }, undefined],
  ];
  for (const [outcome, stored] of cases) assert.equal(storedFile(outcome), stored);
});

test('a refused target is skipped, with the reason', () => {
  assert.deepEqual(notTried({ vm: '/vm/1', reason }, endedAt), { ...base, end: 'skipped', reason });
});
