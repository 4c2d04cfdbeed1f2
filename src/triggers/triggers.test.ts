import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, beforeEach, describe, test } from 'node:test';
import type { HttpResponse, HttpResponseInit } from '@azure/functions';
import { HttpRequest, InvocationContext } from '@azure/functions';
import fc from 'fast-check';
import type { DurableClient } from 'durable-functions';
import { getCapture } from './get-capture.ts';
import { postAlert } from './post-alert.ts';
import { postCapture } from './post-capture.ts';
import { answerError } from './answer-error.ts';
import { HttpProblem } from './problem.ts';
import { requestStop } from './request-stop.ts';

const payload = readFileSync(
  new URL('../../test/fixtures/alerts/06-common-metric-fired-vm.json', import.meta.url),
  'utf8',
);
const id = 'alert-capture-1';
const vm = '/subscriptions/s/vm-1';
const plan = { timeLimitSeconds: 60 };
const warnings = ['captureSeconds was left out.'];
const input = { alert: { rule: 'r', targets: [{ id: vm }] }, plan, warnings };

interface Instance {
  name: string;
  instanceId: string;
  runtimeStatus: string;
  createdTime: string;
  lastUpdatedTime: string;
  input?: unknown;
  output?: unknown;
  customStatus?: unknown;
}

const instance = (more: Partial<Instance> = {}): Instance => ({
  name: 'captureOnAlert',
  instanceId: id,
  runtimeStatus: 'Running',
  createdTime: '2026-11-20T02:14:00Z',
  lastUpdatedTime: '2026-11-20T02:15:00Z',
  input,
  ...more,
});

/** A stand-in for the SDK's client that reports errors as the SDK does. */
class FakeClient {
  instances = new Map<string, Instance>();
  started: { name: string; options: unknown }[] = [];
  events: unknown[][] = [];
  startError: string | undefined;
  statusError: string | undefined;

  async getStatus(instanceId: string): Promise<Instance> {
    if (this.statusError !== undefined) throw new Error(this.statusError);
    const found = this.instances.get(instanceId);
    if (found === undefined) {
      throw new Error(
        'DurableClient error: … replied with HTTP 404 response. This usually means …',
      );
    }
    return found;
  }
  async getStatusBy(): Promise<Instance[]> {
    return [...this.instances.values()];
  }
  async startNew(name: string, options: unknown): Promise<string> {
    if (this.startError !== undefined) throw new Error(this.startError);
    this.started.push({ name, options });
    return id;
  }
  async raiseEvent(instanceId: string, ...rest: unknown[]): Promise<void> {
    if (!this.instances.has(instanceId)) {
      throw new Error(`No instance with ID '${instanceId}' found.`);
    }
    this.events.push([instanceId, ...rest]);
  }
}

let fake: FakeClient;
let client: DurableClient;
before(() => {
  process.env.CAPTURE_STORAGE_ACCOUNT_ID =
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';
});
beforeEach(() => {
  fake = new FakeClient();
  client = fake as unknown as DurableClient;
});

const context = new InvocationContext({ functionName: 'test', logHandler: () => undefined });
const request = (body?: string, params: Record<string, string> = {}, query = {}): HttpRequest =>
  new HttpRequest({
    method: body === undefined ? 'GET' : 'POST',
    url: 'http://localhost/api',
    ...(body !== undefined && { body: { string: body } }),
    params,
    query,
  });

interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { field: string; expected: string }[];
}

async function problemOf(run: Promise<unknown>): Promise<Problem & { retryAfter?: string }> {
  try {
    await run;
  } catch (error) {
    const response = answerError(error, { error: () => undefined });
    const headers = response.headers as Record<string, string>;
    assert.equal(headers['content-type'], 'application/problem+json');
    const problem = JSON.parse(response.body as string) as Problem;
    assert.equal(problem.status, response.status);
    return { ...problem, ...(headers['retry-after'] && { retryAfter: headers['retry-after'] }) };
  }
  throw new assert.AssertionError({ message: 'There was no problem.' });
}

describe('POST /api/alerts', () => {
  const post = (body: string): Promise<HttpResponse | HttpResponseInit> =>
    postAlert(request(body), client, context);

  test("starts the captures with the settings and the rule's properties", async () => {
    const { status } = await post(payload);
    assert.equal(status, 202);
    const [{ name, options } = { name: '', options: {} }] = fake.started;
    assert.equal(name, 'captureOnAlert');
    const { instanceId, input: started } = options as {
      instanceId: string;
      input: { alert: object; plan: object; warnings: string[] };
    };
    assert.match(instanceId, /^alert-capture-[0-9a-f]{24}$/);
    assert.partialDeepStrictEqual(started.plan, {
      timeLimitSeconds: 180,
      totalBytes: 1_073_741_824,
      filters: [{ remotePort: '443' }],
    });
    assert.deepEqual(started.warnings, []);
    assert(!('properties' in started.alert));
  });

  test('gives the same alert the same instance, even when it has ended', async () => {
    const first = (await post(payload)) as HttpResponseInit;
    const { id: started } = first.jsonBody as { id: string };
    fake.instances.set(started, instance({ instanceId: started, runtimeStatus: 'Completed' }));
    const again = (await post(payload)) as HttpResponseInit;
    const repeat = { duplicate: true, state: 'ended' };
    assert.deepEqual(again, { ...first, jsonBody: { ...(first.jsonBody as object), ...repeat } });
    assert.equal(fake.started.length, 1);
  });

  test('treats a start that lost a race as a start', async () => {
    fake.startError = 'The operation failed with an unexpected status code: 409. Details: …';
    const answer = (await post(payload)) as HttpResponseInit;
    assert.equal(answer.status, 202);
    assert.partialDeepStrictEqual(answer.jsonBody, { duplicate: true, state: 'starting' });
  });

  test('answers 503 with Retry-After when the task hub does not answer', async () => {
    fake.statusError = 'connect ECONNREFUSED 127.0.0.1:17071';
    const problem = await problemOf(post(payload));
    assert.equal(problem.status, 503);
    assert.equal(problem.retryAfter, '5');
    assert.doesNotMatch(problem.detail, /17071/);
  });

  test('raises an event to the running captures of a resolved alert', async () => {
    const first = (await post(payload)) as HttpResponseInit;
    const { id: started } = first.jsonBody as { id: string };
    fake.instances.set(started, instance({ instanceId: started }));
    fake.instances.set(`${started}:0`, instance({ name: 'captureMachine' }));
    const response = await post(payload.replace('"Fired"', '"Resolved"'));
    assert.deepEqual(response, first);
    assert.deepEqual(fake.events, [[`${started}:0`, 'resolved', null]]);
  });

  test('gives the reason why it starts nothing', async () => {
    const resolved = payload.replace('"Fired"', '"Resolved"');
    const response = (await post(resolved)) as HttpResponseInit;
    assert.equal(response.status ?? 200, 200);
    assert.match((response.jsonBody as { reason: string }).reason, /resolved/);
    assert.deepEqual(fake.started, []);
  });

  test('answers any body, and starts nothing for one that it does not understand', async () => {
    const pieces = fc.array(fc.oneof(fc.nat(payload.length), fc.string({ maxLength: 9 })), {
      maxLength: 4,
    });
    const cut = (parts: (string | number)[]): string =>
      parts.reduce<string>(
        (text, part) =>
          typeof part === 'number' ? text.slice(0, part) + text.slice(part + 7) : text + part,
        payload,
      );
    const body = fc.oneof(fc.string(), fc.json(), pieces.map(cut));
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const started = fake.started.length;
        try {
          assert([200, 202].includes((await post(text)).status ?? 200));
        } catch (error) {
          assert(error instanceof HttpProblem, String(error));
          assert.equal(error.response.status, 400);
          assert.equal(fake.started.length, started);
        }
      }),
    );
  });

  const crowded = JSON.parse(payload) as { data: { essentials: { alertTargetIDs: string[] } } };
  const [machine = ''] = crowded.data.essentials.alertTargetIDs;
  crowded.data.essentials.alertTargetIDs = Array.from({ length: 900 }, (_, n) => `${machine}${n}`);

  for (const [what, body, status, type, field] of [
    ['malformed JSON', '{"schemaId":', 400, 'malformed-json', undefined],
    ['an empty body', '', 400, 'malformed-json', undefined],
    ['an unknown schema', '{"schemaId":"x"}', 400, 'unknown-schema', 'schemaId'],
    [
      'more machines than one alert may name',
      JSON.stringify(crowded),
      400,
      'too-many-targets',
      'targets',
    ],
    ['more than 256 KB', `"${'x'.repeat(256 * 1024)}"`, 413, 'body-too-large', undefined],
  ] as const) {
    test(`refuses ${what}`, async () => {
      const problem = await problemOf(post(body));
      assert.equal(problem.status, status);
      assert.equal(problem.type, `urn:alert-capture:problem:${type}`);
      assert.equal(problem.errors?.[0]?.field, field);
      assert.deepEqual(fake.started, []);
    });
  }
});

describe('POST /api/captures', () => {
  const order = { target: 'web-1', seconds: 30, idempotencyKey: 'k' };
  const post = async (body: object = order): Promise<HttpResponseInit> =>
    postCapture(request(JSON.stringify(body)), client, context);
  const receipt = async (answer: Promise<HttpResponseInit>): Promise<object> => {
    const accepted = await answer;
    const { duplicate, state } = accepted.jsonBody as Record<string, unknown>;
    return { status: accepted.status, duplicate, ...(state !== undefined && { state }) };
  };

  test('starts a capture, once for each key', async () => {
    assert.deepEqual(await receipt(post()), { status: 202, duplicate: false });
    const [{ name, options } = { name: '', options: {} }] = fake.started;
    const { instanceId, input: started } = options as { instanceId: string; input: Instance };
    assert.equal(name, 'captureOnAlert');
    assert.partialDeepStrictEqual(started, {
      alert: { rule: 'capture on request', targets: [{ id: 'web-1' }] },
      plan: { timeLimitSeconds: 30 },
    });
    fake.instances.set(instanceId, instance({ instanceId, input: started }));
    assert.deepEqual(await receipt(post()), { status: 202, duplicate: true, state: 'running' });
    assert.equal(fake.started.length, 1);
    const { status, type } = await problemOf(post({ ...order, seconds: 31 }));
    assert.deepEqual([status, type], [422, 'urn:alert-capture:problem:idempotency-key-reused']);
  });

  test('treats a start that lost a race as a start', async () => {
    fake.startError = 'The operation failed with an unexpected status code: 409. Details: …';
    assert.deepEqual(await receipt(post()), { status: 202, duplicate: true, state: 'starting' });
  });

  test('refuses settings that an alert would only warn of', async () => {
    const { status, type, errors } = await problemOf(post({ ...order, seconds: 1e6 }));
    assert.deepEqual([status, type], [400, 'urn:alert-capture:problem:invalid-capture']);
    assert.deepEqual(errors, [
      {
        field: 'seconds',
        expected: 'is 1000000, and 3600 is the most that is allowed',
        got: 'what was sent',
      },
    ]);
    assert.deepEqual(fake.started, []);
  });
});

describe('GET /api/captures/{id}', () => {
  const get = async (of = id): Promise<Record<string, unknown>> =>
    (await getCapture(request(undefined, { id: of }), client)).jsonBody as Record<string, unknown>;

  test('shows the progress of each machine and the warnings of the rule', async () => {
    fake.instances.set(id, instance({ customStatus: { stage: 'capturing' } }));
    const progress = { stage: 'finalizing', vm, warnings: [] };
    fake.instances.set(`${id}:0`, instance({ name: 'captureMachine', customStatus: progress }));
    assert.deepEqual(await get(), {
      id,
      state: 'running',
      stage: 'capturing',
      alert: { rule: 'r' },
      plan,
      warnings,
      targets: [progress],
      startedAt: '2026-11-20T02:14:00.000Z',
    });
  });

  test('shows a machine whose capture has not started', async () => {
    fake.instances.set(id, instance({ runtimeStatus: 'Pending' }));
    const { state, targets } = await get();
    assert.deepEqual({ state, targets }, { state: 'starting', targets: [{ vm }] });
  });

  test('shows how it ended', async () => {
    const file = { url: 'https://x/y.cap', bytes: 1, metadataUrl: 'https://x/y.cap.json' };
    const captures = [{ vm, end: 'timeLimit', warnings: [], file, endedAt: 'x' }];
    const startedAt = '2026-11-20T02:14:00.123Z';
    const endedAt = '2026-11-20T02:15:00.456Z';
    const deliveries = [{ receiver: 'webhook', state: 'sent' }];
    const output = { captures, deliveries, startedAt, endedAt };
    fake.instances.set(id, instance({ runtimeStatus: 'Completed', output }));
    const view = await get();
    assert.equal(view.state, 'ended');
    assert.deepEqual([view.startedAt, view.endedAt], [startedAt, endedAt]);
    assert.equal(view.summary, 'vm-1 was captured until the time limit: 1 byte, x.');
    assert.deepEqual(view.deliveries, deliveries);
  });

  test('shows an instance that was terminated', async () => {
    fake.instances.set(id, instance({ runtimeStatus: 'Terminated', output: 'by hand' }));
    const { state, summary } = await get();
    assert.deepEqual([state, summary], ['terminated', 'The instance was terminated: by hand']);
  });

  for (const unknown of ['nope', '../captures', '@captureslots@x', `${id}:0`, 'x'.repeat(101)]) {
    test(`answers 404 for ${unknown.slice(0, 20)}`, async () => {
      fake.instances.set(`${id}:0`, instance({ name: 'captureMachine' }));
      const problem = await problemOf(get(unknown));
      assert.equal(problem.status, 404);
      assert.equal(problem.errors?.[0]?.field, 'id');
    });
  }
});

describe('POST /api/captures/{id}/stop', () => {
  const stop = (): Promise<HttpResponseInit> => requestStop(request('', { id }), client);

  test('raises an event to the capture of every machine', async () => {
    fake.instances.set(id, instance());
    fake.instances.set(`${id}:0`, instance({ name: 'captureMachine' }));
    assert.equal((await stop()).status, 202);
    assert.deepEqual(fake.events, [[`${id}:0`, 'stop', null]]);
  });

  test('answers 503 when a capture has not started', async () => {
    fake.instances.set(id, instance({ runtimeStatus: 'Pending' }));
    const { status, retryAfter } = await problemOf(stop());
    assert.deepEqual([status, retryAfter], [503, '1']);
  });

  test('answers 404 or 410 for an unknown or ended capture', async () => {
    assert.equal((await problemOf(stop())).status, 404);
    for (const ended of [
      { runtimeStatus: 'Completed', output: { captures: [] } },
      { customStatus: { stage: 'notifying' } },
    ]) {
      fake.instances.set(id, instance(ended));
      assert.equal((await problemOf(stop())).status, 409);
    }
  });
});
