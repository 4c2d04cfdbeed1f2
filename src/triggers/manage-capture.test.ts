import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { HttpResponseInit } from '@azure/functions';
import { HttpRequest } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { stateVersion } from '../captures/state-version.ts';
import {
  captureAgain,
  purgeCapture,
  raiseCaptureEvent,
  terminateCapture,
} from './manage-capture.ts';
import { HttpProblem } from './problem.ts';

const id = 'alert-capture-1';
const vms = ['/vms/a', '/vms/b'];
const input = {
  version: 1,
  alert: { rule: 'r', targets: vms.map((vm) => ({ id: vm })) },
  plan: { timeLimitSeconds: 60 },
  policy: { limitPolicy: 'wait', cooldownSeconds: 600 },
  arrivedAt: '2026-11-20T02:14:00.000Z',
};

/** What the SDK's client was asked to do, and what it does not find. */
let calls: unknown[][];
let missing: string[];
let unpurged: string[];
beforeEach(() => ([calls, missing, unpurged] = [[], [], []]));
afterEach(() => mock.timers.reset());

const clientFor = (runtimeStatus: string, more: object = {}): DurableClient =>
  ({
    getStatus: async () => ({
      ...{ name: 'captureOnAlert', instanceId: id, runtimeStatus, input },
      ...{ createdTime: new Date(0), lastUpdatedTime: new Date(0), ...more },
    }),
    startNew: async (...call: unknown[]) => calls.push(['start', ...call]),
    raiseEvent: async (...call: unknown[]) => {
      if (missing.includes(String(call[0]))) throw new Error(`No instance with ID '${id}' found.`);
      calls.push(['raise', ...call]);
    },
    terminate: async (...call: unknown[]) => calls.push(['terminate', ...call]),
    purgeInstanceHistory: async (instance: string) => {
      if (unpurged.includes(instance))
        throw new Error('The operation failed with an unexpected status code: 412. Details: ""');
      calls.push(['purge', instance]);
    },
  }) as unknown as DurableClient;

const request = (params: Record<string, string> = {}): HttpRequest =>
  new HttpRequest({ method: 'POST', url: 'http://x/', params: { id, ...params } });

async function problemOf(answer: Promise<HttpResponseInit>): Promise<object> {
  try {
    await answer;
  } catch (error) {
    assert(error instanceof HttpProblem, String(error));
    const { 'retry-after': retryAfter } = error.response.headers as Record<string, string>;
    const { type, ...problem } = JSON.parse(error.response.body as string) as { type: string };
    assert.equal(type, `urn:alert-capture:problem:${error.code}`);
    return { kind: error.code, ...problem, ...(retryAfter && { retryAfter }) };
  }
  return assert.fail('There was no problem.');
}

test('a capture again has the same alert and settings, a new time, and no cooldown', async () => {
  mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 10, 21) });
  const again = `${id}-again-${Date.UTC(2026, 10, 21).toString(36)}`;
  for (const instanceId of [id, `${id}-again-2b9`]) {
    const answer = await captureAgain(request(), clientFor('Completed', { instanceId }));
    assert.deepEqual(answer, { status: 202, jsonBody: { id: again } });
  }
  const started = {
    ...input,
    version: stateVersion,
    policy: { limitPolicy: 'wait', cooldownSeconds: 0 },
    arrivedAt: '2026-11-21T00:00:00.000Z',
  };
  const call = ['start', 'captureOnAlert', { instanceId: again, input: started }];
  assert.deepEqual(calls, [call, call]);
});

describe('an event', () => {
  const raise = (name: string, client: DurableClient): Promise<HttpResponseInit> =>
    raiseCaptureEvent(request({ name }), client);

  test('is raised in the capture of every machine', async () => {
    for (const name of ['stop', 'resolved']) {
      const answer = await raise(name, clientFor('Running'));
      assert.deepEqual(answer, { status: 202, jsonBody: { id, raised: vms } });
      assert.deepEqual(calls.splice(0), [
        ['raise', `${id}:0`, name, null],
        ['raise', `${id}:1`, name, null],
      ]);
    }
  });

  test('that no capture waits for is refused', async () => {
    const expected = 'one of stop, resolved';
    for (const name of ['slot', '', 'x'.repeat(200)]) {
      assert.deepEqual(await problemOf(raise(name, clientFor('Running'))), {
        kind: 'invalid-event',
        title: 'A capture does not wait for this event',
        status: 400,
        detail: `The name must be ${expected}.`,
        errors: [{ field: 'name', expected, got: name.slice(0, 120) }],
      });
    }
  });

  test('is refused by a capture that has ended or starts', async () => {
    assert.deepEqual(await problemOf(raise('stop', clientFor('Completed'))), {
      kind: 'capture-ended',
      title: 'The capture has ended',
      status: 409,
      detail: `It waits for no event; GET /api/captures/${id} says how it ended.`,
    });
    missing = [`${id}:1`];
    assert.deepEqual(await problemOf(raise('stop', clientFor('Running'))), {
      kind: 'capture-starting',
      title: 'The capture is still starting',
      status: 503,
      detail: 'Send the request again in a moment.',
      retryAfter: '1',
    });
  });
});

describe('a capture is terminated', () => {
  test('before its machines', async () => {
    const answer = await terminateCapture(request(), clientFor('Suspended'));
    assert.deepEqual(answer, { status: 202, jsonBody: { id } });
    assert.deepEqual(
      calls,
      [id, `${id}:0`, `${id}:1`].map((instance) => ['terminate', instance, 'Terminated by hand.']),
    );
  });

  test('unless it has ended', async () => {
    assert.deepEqual(await problemOf(terminateCapture(request(), clientFor('Failed'))), {
      kind: 'capture-ended',
      title: 'The capture has ended',
      status: 409,
      detail: `It cannot be terminated; GET /api/captures/${id} says how it ended.`,
    });
    assert.deepEqual(calls, []);
  });
});

describe('a capture is purged', () => {
  const deliveries = [{ receiver: 'teams-2', state: 'sent' }];
  const ended = { output: { captures: [], deliveries } };

  test('after its machines and its notifications, so that a failed purge can be repeated', async () => {
    const answer = await purgeCapture(request(), clientFor('Completed', ended));
    assert.deepEqual(answer, { status: 200, jsonBody: { id } });
    assert.deepEqual(
      calls,
      [`${id}:0`, `${id}:1`, `${id}:notify:teams-2`, id].map((instance) => ['purge', instance]),
    );
    calls = [];
    await purgeCapture(request(), clientFor('Terminated'));
    assert.equal(calls.length, 3);
  });

  test('unless it or one of its machines has not ended', async () => {
    assert.deepEqual(await problemOf(purgeCapture(request(), clientFor('Running'))), {
      kind: 'capture-running',
      title: 'The capture is running',
      status: 409,
      detail: 'Stop it first, then purge it.',
    });
    unpurged = [`${id}:1`];
    assert.deepEqual(await problemOf(purgeCapture(request(), clientFor('Terminated'))), {
      kind: 'capture-ending',
      title: 'The capture is still ending',
      status: 409,
      detail: 'Send the request again in a moment.',
      retryAfter: '5',
    });
    assert.deepEqual(calls, [['purge', `${id}:0`]]);
  });
});
