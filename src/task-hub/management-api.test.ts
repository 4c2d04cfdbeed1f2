import assert from 'node:assert/strict';
import { afterEach, describe, mock, test } from 'node:test';
import { InvocationContext } from '@azure/functions';
import { clientCall } from '../test-support/client-call.ts';
import type { InstanceFilter, InstanceStatus, TaskHub } from './management-api.ts';
import { taskHub } from './management-api.ts';

/** Answers the requests in order, and returns them, with the continuation token of each. */
function answers(...responses: (Response | Error)[]): [url: string, token: string | null][] {
  const requests: [string, string | null][] = [];
  mock.method(globalThis, 'fetch', (url: URL, { headers }: RequestInit) => {
    requests.push([url.href, new Headers(headers).get('x-ms-continuation-token')]);
    const response = responses.shift() ?? assert.fail('one request too many');
    return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
  });
  return requests;
}

afterEach(() => mock.restoreAll());

const api = 'http://localhost:7071/durabletask/instances';
const instance = { instanceId: 'x' };
const page = (token?: string): Response =>
  Response.json([instance], { headers: token ? { 'x-ms-continuation-token': token } : {} });

async function pagesOf(hub: TaskHub, filter: InstanceFilter = {}): Promise<InstanceStatus[][]> {
  const pages: InstanceStatus[][] = [];
  for await (const one of hub.list(filter)) pages.push(one);
  return pages;
}

describe('a list of instances', () => {
  test('continues while the answer has a continuation token', async () => {
    const requests = answers(page('t1'), page('t2'), page(''));
    assert.deepEqual(await pagesOf(taskHub(clientCall('hub'))), [
      [instance],
      [instance],
      [instance],
    ]);
    const url = `${api}?top=500`;
    assert.deepEqual(requests, [
      [url, null],
      [url, 't1'],
      [url, 't2'],
    ]);
  });

  test('has the instances that the filter selects', async () => {
    const requests = answers(page());
    await pagesOf(taskHub(clientCall('hub')), {
      createdFrom: new Date('2026-11-20T02:00:00Z'),
      createdTo: new Date('2026-11-20T03:00:00Z'),
      runtimeStatus: ['Failed', 'Running'],
    });
    const from = 'createdTimeFrom=2026-11-20T02%3A00%3A00.000Z';
    const to = 'createdTimeTo=2026-11-20T03%3A00%3A00.000Z';
    assert.deepEqual(requests, [
      [`${api}?top=500&${from}&${to}&runtimeStatus=Failed%2CRunning`, null],
    ]);
  });
});

describe('an instance', () => {
  test('is found by its id, with its history if requested', async () => {
    const requests = answers(Response.json(instance), Response.json(instance));
    const hub = taskHub(clientCall('hub'));
    assert.deepEqual(await hub.find('a:0/b'), instance);
    assert.deepEqual(await hub.find('x', { history: true }), instance);
    assert.deepEqual(requests, [
      [`${api}/a%3A0%2Fb`, null],
      [`${api}/x?showHistory=true&showHistoryOutput=true`, null],
    ]);
  });

  test('that does not exist is undefined', async () => {
    answers(new Response(null, { status: 404 }));
    assert.equal(await taskHub(clientCall('hub')).find('x'), undefined);
  });
});

test('a host without an RPC endpoint is asked at the base URL, with its key', async () => {
  const baseUrl = 'http://localhost:7071/runtime/webhooks/durabletask';
  const query = 'taskHub=hub&code=abc';
  for (const rpcBaseUrl of [undefined, null, '']) {
    const more = { rpcBaseUrl, baseUrl, requiredQueryStringParameters: query };
    const requests = answers(Response.json(instance), page());
    const hub = taskHub(clientCall('hub', undefined, more));
    await hub.find('x');
    await pagesOf(hub);
    assert.deepEqual(requests, [
      [`${baseUrl}/instances/x?${query}`, null],
      [`${baseUrl}/instances?${query}&top=500`, null],
    ]);
  }
});

describe('a task hub that does not answer', () => {
  const failures: [name: string, failure: Response | Error, cause: string][] = [
    ['an error', new Response('no', { status: 500 }), 'The management API answered 500.'],
    ['a broken connection', new TypeError('fetch failed'), 'fetch failed'],
  ];
  for (const [name, failure, cause] of failures) {
    test(`is reported after ${name}`, async () => {
      answers(failure);
      await assert.rejects(taskHub(clientCall('hub')).find('x'), (error: Error) => {
        assert.equal(error.name, 'TaskHubUnavailable');
        assert.equal((error.cause as Error).message, cause);
        return true;
      });
    });
  }

  test('is not taken for an empty list', async () => {
    answers(new Response(null, { status: 404 }));
    await assert.rejects(pagesOf(taskHub(clientCall('hub'))), { name: 'TaskHubUnavailable' });
  });
});

test('a function without the binding of a client cannot ask', () => {
  assert.throws(() => taskHub(new InvocationContext()), { name: 'ValiError' });
});
