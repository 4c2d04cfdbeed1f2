import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import description from '../src/triggers/openapi.json' with { type: 'json' };
import { routes } from '../src/triggers/routes.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { ApiProblems } from './support/api-problems.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start();
after(() => stack[Symbol.asyncDispose]());

interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { field: string; expected: string; got: string }[];
}

async function problemOf(response: Response, status: number): Promise<Problem> {
  assert.equal(response.status, status);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  const problem = (await response.json()) as Problem;
  assert.equal(problem.status, status);
  assert.ok(problem.title !== '' && problem.detail !== '');
  return problem;
}

const post = (body: string): Promise<Response> =>
  stack.client.call('alerts', { method: 'POST', body });

/** An alert with some of its text replaced. */
function alertWith(text: string, replacement: string): string {
  const alert = alertFor(newMachine('web-01'));
  assert.ok(alert.includes(text));
  return alert.replace(text, replacement);
}

describe('bad input', () => {
  test('that is not JSON', async () => {
    const problem = await problemOf(await post('{"schemaId": '), 400);
    assert.equal(problem.type, 'urn:alert-capture:problem:malformed-json');
  });

  test('that is empty', async () => {
    await problemOf(await post(''), 400);
  });

  for (const body of ['null', '[]', '"alert"', '42', '{}']) {
    test(`that is JSON but not an alert: ${body}`, async () => {
      await problemOf(await post(body), 400);
    });
  }

  test('in the query and in the body, both at once', async () => {
    const alert = await stack.client.call('alerts?dry=1', {
      method: 'POST',
      body: alertWith('"Fired"', '"Maybe"'),
    });
    const problem = await problemOf(alert, 400);
    assert.deepEqual(
      problem.errors?.map(({ field }) => field),
      ['dry', 'data.essentials.monitorCondition'],
    );
    const order = await stack.client.call('captures?dry=1', {
      method: 'POST',
      body: '{"target": "web-01", "seconds": "long", "bytes": 1}',
    });
    assert.deepEqual(
      (await problemOf(order, 400)).errors?.map(({ field }) => field),
      ['dry', 'seconds', 'bytes'],
    );
    const noJson = await stack.client.call('alerts?dry=1', { method: 'POST', body: '{' });
    assert.match((await problemOf(noJson, 400)).detail, /dry must be absent.*Send JSON in UTF-8/);
  });

  test('in an unknown schema', async () => {
    const body = alertWith('azureMonitorCommonAlertSchema', 'azureMonitorUncommonAlertSchema');
    const problem = await problemOf(await post(body), 400);
    assert.equal(problem.type, 'urn:alert-capture:problem:unknown-schema');
    assert.equal(problem.errors?.[0]?.field, 'schemaId');
    assert.match(problem.errors[0].expected, /azureMonitorCommonAlertSchema/);
    assert.match(problem.errors[0].got, /azureMonitorUncommonAlertSchema/);
  });

  test('with more machines than an alert may have', async () => {
    const machines = Array.from({ length: 900 }, (_, index) => newMachine(`web-${index}`));
    const problem = await problemOf(await post(alertFor(...machines)), 400);
    assert.equal(problem.type, 'urn:alert-capture:problem:too-many-targets');
    assert.match(problem.errors?.[0]?.expected ?? '', /at most 100 machines/);
    assert.match(problem.errors?.[0]?.got ?? '', /900/);
  });

  test('that is nested deeply', async () => {
    const problem = await problemOf(await post('['.repeat(50_000) + ']'.repeat(50_000)), 400);
    assert.equal(problem.type, 'urn:alert-capture:problem:json-too-deep');
  });

  test('with a field of the wrong type', async () => {
    const problem = await problemOf(await post(alertWith('"Fired"', '7')), 400);
    assert.equal(problem.errors?.[0]?.field, 'data.essentials.monitorCondition');
  });

  test('over 256 KB', async () => {
    const body = alertWith('Sends far more than usual.', 'x'.repeat(256 * 1024));
    const problem = await problemOf(await post(body), 413);
    assert.equal(problem.type, 'urn:alert-capture:problem:body-too-large');
  });

  test('over 256 KB, in chunks', async () => {
    const response = await stack.client.call('alerts', {
      method: 'POST',
      body: new Blob([alertWith('Sends', 'x'.repeat(256 * 1024))]).stream(),
      duplex: 'half',
    });
    await problemOf(response, 413);
  });

  for (const path of [
    'captures/no-such',
    'captures/no-such/stop',
    'captures/%2e%2e%2f',
    'captures/A:0',
  ]) {
    test(`that names no capture: ${path}`, async () => {
      const method = path.endsWith('stop') ? 'POST' : 'GET';
      const problem = await problemOf(await stack.client.call(path, { method }), 404);
      assert.equal(problem.type, 'urn:alert-capture:problem:capture-not-found');
      assert.equal(problem.errors?.[0]?.field, 'id');
    });
  }

  test('in the query of the list', async () => {
    const problem = await problemOf(await stack.client.call('captures?top=many'), 400);
    assert.equal(problem.errors?.[0]?.field, 'top');
  });

  for (const [what, headers] of [
    ['without a key', {}],
    ['with a wrong key', { 'x-functions-key': 'wrong' }],
  ] as const) {
    for (const [method, path] of [
      ['POST', 'alerts'],
      ['GET', 'captures'],
      ['GET', 'captures/no-such'],
      ['POST', 'captures/no-such/stop'],
    ] as const) {
      test(`${what}: ${method} ${path}`, async () => {
        const response = await fetch(`${stack.address.app}/api/${path}`, { method, headers });
        assert.equal(response.status, 401);
      });
    }
  }

  test('has no effect', async () => {
    const list = await stack.client.call('captures');
    assert.deepEqual(((await list.json()) as { captures: unknown[] }).captures, []);
    assert.deepEqual(await stack.simulator.ledger(), []);
    assert.deepEqual(stack.listener.received, []);
  });
});

describe('the API', () => {
  test('describes itself without a key', async () => {
    const response = await fetch(`${stack.address.app}/api/openapi.json`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), description);
  });

  for (const { method, path } of Object.values(routes)) {
    test(`refuses unknown parameters of ${method} ${path}, all at once`, async () => {
      const url = `${path.replaceAll(/\{\w+\}/g, '1')}?colour=red&size=7`;
      const problem = await problemOf(await stack.client.call(url, { method }), 400);
      assert.equal(problem.type, 'urn:alert-capture:problem:invalid-query');
      assert.deepEqual(
        problem.errors?.map(({ field }) => field),
        ['colour', 'size'],
      );
    });
  }
});

test('an answer that the description does not have is found', async () => {
  const problems = new ApiProblems();
  const url = `${stack.address.app}/api/captures/x/stop`;
  const answer = (status: number, body: unknown): Response => Response.json(body, { status });
  problems.add('POST', url, answer(202, { id: 'x', stopping: ['x:0'] }));
  await problems.assertNone();
  for (const [status, body] of [
    [202, { id: 'x', stopping: 1 }],
    [202, { id: 'x', stopping: [], more: true }],
    [201, { id: 'x', stopping: [] }],
    [404, { title: 'No' }],
  ] as const) {
    problems.add('POST', url, answer(status, body));
    await assert.rejects(problems.assertNone(), { code: 'ERR_ASSERTION' });
  }
});
