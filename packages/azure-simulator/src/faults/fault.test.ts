import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import { FaultDescription } from './fault.ts';

const parse = (description: unknown) => v.parse(FaultDescription, description);
const anyCall = { match: {}, after: 0, probability: 1, seed: '' };

const defaults: Record<string, object> = {
  throttle: { retryAfterSeconds: 10 },
  'server-error': { status: 500, code: 'InternalServerError', message: 'An error occurred.' },
  refuse: { status: 400, code: 'BadRequest', message: 'The request was refused.' },
  'connection-reset': { when: 'before' },
  'no-answer': { when: 'before' },
  'agent-missing': {},
  'create-fails': { code: 'InternalServerError', message: 'An error occurred.' },
  'session-error': { afterSeconds: 0 },
  'session-vanishes': { afterSeconds: 0 },
  'storage-failure': {},
};
describe('a fault by its kind alone applies to every call, with its defaults:', () => {
  for (const [kind, effect] of Object.entries(defaults)) {
    test(kind, () => {
      assert.deepEqual(parse({ kind }), { scope: anyCall, effect: { kind, ...effect } });
    });
  }
});

test('each field of a fault can be given', () => {
  const effects = [
    { kind: 'throttle', retryAfterSeconds: 0 },
    { kind: 'server-error', status: 599, code: 'C', message: 'M' },
    { kind: 'server-error', status: 500, code: 'C', message: 'M' },
    { kind: 'refuse', status: 400, code: 'C', message: 'M' },
    { kind: 'refuse', status: 499, code: 'C', message: 'M' },
    { kind: 'connection-reset', when: 'after' },
    { kind: 'no-answer', when: 'after' },
    { kind: 'slow', milliseconds: 0 },
    { kind: 'create-fails', code: 'C', message: 'M' },
    { kind: 'session-error', errors: [], sentence: 'S', status: 'Error', afterSeconds: 1 },
    {
      ...{ kind: 'session-error', status: 'Stopped', afterSeconds: 0.5 },
      errors: [
        ...['InternalError', 'AgentStopped', 'CaptureFailed', 'LocalFileFailed', 'StorageFailed'],
      ],
    },
    { kind: 'session-vanishes', afterSeconds: 2 },
    { kind: 'file-late', seconds: 3 },
  ];
  const match = { operation: 'o', method: 'm', path: 'p', target: 't' };
  const scope = { match, times: 1, after: 2, probability: 0, seed: 's' };
  for (const effect of effects) {
    assert.deepEqual(parse({ ...effect, ...scope }), { scope, effect });
  }
});

const wrong = [
  ...[{}, [], 'throttle', { kind: 'other' }, { kind: 'slow' }, { kind: 'file-late' }],
  ...[
    { kind: 'slow', milliseconds: -1 },
    { kind: 'throttle', retryAfterSeconds: -1 },
  ],
  ...[499, 600, 500.5, '500'].map((status) => ({ kind: 'server-error', status })),
  ...[399, 500, 400.5].map((status) => ({ kind: 'refuse', status })),
  ...[
    { kind: 'no-answer', when: 'now' },
    { kind: 'connection-reset', when: 'now' },
  ],
  ...[
    { kind: 'session-error', errors: ['Other'] },
    { kind: 'session-error', status: 'Running' },
  ],
  ...[0, 1.5].map((times) => ({ kind: 'throttle', times })),
  ...[-1, 0.5].map((after) => ({ kind: 'throttle', after })),
  ...[-0.1, 1.1].map((probability) => ({ kind: 'throttle', probability })),
  ...[
    { kind: 'agent-missing', more: 1 },
    { kind: 'throttle', match: { other: 1 } },
  ],
];
for (const description of wrong) {
  test(`${JSON.stringify(description)} is refused`, () => {
    assert.throws(() => parse(description), v.ValiError);
  });
}
