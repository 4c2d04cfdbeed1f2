import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HttpRequest, InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import * as v from 'valibot';
import type { Alert, ParsedAlert } from '../alerts/alert.ts';
import { stateVersion } from '../captures/state-version.ts';
import { loadSettings } from '../settings.ts';
import type { InstanceStatus, TaskHub } from '../task-hub/management-api.ts';
import { TaskHubUnavailable } from '../task-hub/task-hub-unavailable.ts';
import { machine, target } from '../test-support/run-capture.ts';
import { captureRequestFor } from './capture-request.ts';
import { checkRequest } from './check-request.ts';
import { findSeries } from './find-series.ts';
import { historyOf } from './get-history.ts';
import { observed } from './observed.ts';
import { HttpProblem } from './problem.ts';

const id = 'alert-capture-1';
const request = (query: Record<string, string> = {}, method = 'GET'): HttpRequest =>
  new HttpRequest({ method, url: 'http://x/', params: { id }, query });

interface Problem {
  title: string;
  status: number;
  detail: string;
  errors?: unknown[];
}
async function problemOf(run: Promise<unknown>): Promise<Problem> {
  try {
    await run;
  } catch (error) {
    assert(error instanceof HttpProblem, String(error));
    return JSON.parse(error.response.body as string) as Problem;
  }
  return assert.fail('There was no problem.');
}

describe('the capture of an alert', () => {
  const group = machine.id.split('/').slice(0, 5).join('/');
  const alert: ParsedAlert = {
    ...{ identity: 'a', rule: 'r', condition: 'fired', firedAt: '2026-11-20T02:14:00.000Z' },
    properties: { captureSeconds: '30', colour: 'red' },
    targets: [machine, { id: 'web-1', name: 'web-1', subscriptionIds: [] }],
    unsupported: [],
    warnings: ['A part of the alert was left out.'],
  };
  const requestFor = (more: Partial<ParsedAlert>, scopes: string) =>
    captureRequestFor(
      { ...alert, ...more },
      loadSettings({
        CAPTURE_STORAGE_ACCOUNT_ID: target.plan.storageAccountId,
        ALLOWED_SCOPES: scopes,
      }),
    );

  test('has the settings of its rule, and the warnings of both', () => {
    const { version, alert: kept, plan, refused, warnings, arrivedAt } = requestFor({}, group);
    assert.equal(version, stateVersion);
    assert.deepEqual(kept.targets, alert.targets);
    assert(!('properties' in kept) && !('unsupported' in kept) && !('warnings' in kept));
    assert.equal(plan.timeLimitSeconds, 30);
    assert.deepEqual(refused, []);
    assert.equal(warnings[0], alert.warnings[0]);
    assert.equal(new Date(arrivedAt).toISOString(), arrivedAt);
  });

  test('refuses what is not allowed or no machine; a name is looked up only where it is allowed', () => {
    const disk = { id: '/disks/d', name: 'd', kind: 'a disk', advice: 'Name its machine.' };
    const { alert: kept, refused } = requestFor({ unsupported: [disk] }, `${group}-2`);
    assert.deepEqual(
      kept.targets.map((one) => one.id),
      ['web-1'],
    );
    assert.deepEqual(refused, [
      {
        vm: machine.id,
        reason: {
          code: 'NotAllowed',
          message: 'vm-1 lies outside of ALLOWED_SCOPES.',
          advice: 'Add its subscription or resource group there if this app is to capture it.',
        },
      },
      {
        vm: '/disks/d',
        reason: { code: 'NotAVirtualMachine', message: 'd is a disk.', advice: disk.advice },
      },
    ]);
  });
});

describe('the query of a request', () => {
  const schema = v.object({
    top: v.optional(v.pipe(v.string(), v.regex(/^\d$/, 'a digit'))),
    name: v.optional(v.string()),
  });
  const check = (query: Record<string, string>, body?: () => Promise<unknown>): Promise<void> =>
    checkRequest(request(query), schema, body);

  test('may have the key of the function, and empty parameters', async () => {
    await check({ top: '5', name: 'x', code: 'secret', clientId: 'default' });
    await check({ top: '', name: '' });
  });

  test('is refused with all errors, also those of the body', async () => {
    const colour = { field: 'colour', expected: 'one of top, name', got: 'an unknown parameter' };
    const top = { field: 'top', expected: 'a digit', got: '"ten"' };
    const ofQuery = {
      type: 'urn:alert-capture:problem:invalid-query',
      title: 'The query is not valid',
      status: 400,
      detail: 'colour must be one of top, name. top must be a digit.',
      errors: [colour, top],
    };
    assert.deepEqual(await problemOf(check({ colour: 'red', top: 'ten' })), ofQuery);
    const field = { field: 'target', expected: 'a string', got: '7' };
    const init = {
      kind: 'invalid-capture',
      title: 'Wrong',
      status: 422,
      detail: 'Mend it.',
    } as const;
    for (const errors of [undefined, [field]]) {
      const body = (): Promise<never> =>
        Promise.reject(new HttpProblem({ ...init, ...(errors && { errors }) }));
      assert.deepEqual(await problemOf(check({ colour: 'red', top: 'ten' }, body)), {
        ...ofQuery,
        title: 'The query is not valid. Wrong',
        detail: `${ofQuery.detail} Mend it.`,
        errors: [colour, top, ...(errors ?? [])],
      });
    }
    const broken = (): Promise<never> => Promise.reject(new TypeError('broken'));
    await assert.rejects(check({ colour: 'red' }, broken), TypeError);
  });

  test('must be empty for a call without parameters', async () => {
    const { errors } = await problemOf(checkRequest(request({ x: '1' }), v.object({})));
    const expected = 'absent: this call has no parameters';
    assert.deepEqual(errors, [{ field: 'x', expected, got: 'an unknown parameter' }]);
  });
});

describe('the history of a capture', () => {
  const times = { createdTime: '2026-11-20T02:14:00Z', lastUpdatedTime: '2026-11-20T02:15:00Z' };
  const instance = (instanceId: string, more: object = {}): InstanceStatus => ({
    ...{ name: 'captureMachine', instanceId, runtimeStatus: 'Completed', ...times },
    ...{ input: null, customStatus: null, output: null, ...more },
  });
  const targets = Array.from({ length: 60 }, (_, n) => ({ id: `/vms/${n}` }));
  const deliveries = [{ receiver: 'teams-2', state: 'sent' }];
  const capture = instance(id, {
    name: 'captureOnAlert',
    input: { alert: { rule: 'r', targets } },
    output: { captures: [], deliveries },
  });
  const client = { getStatus: async () => capture } as unknown as DurableClient;
  const scheduled = {
    EventType: 'TaskScheduled',
    Name: 'notify',
    Timestamp: '2026-11-20T02:14:00Z',
  };
  const events = [scheduled];
  let asked: [string, unknown][] = [];
  const hubWith = (found: Record<string, InstanceStatus | undefined>): TaskHub => ({
    list: () => assert.fail('nothing is listed'),
    find: async (instanceId, options) => {
      asked.push([instanceId, options]);
      if (instanceId in found) return found[instanceId];
      throw new TaskHubUnavailable(new Error('500'));
    },
  });

  test('has the steps of each instance that the task hub knows, of at most 50 machines', async () => {
    asked = [];
    const notify = `${id}:notify:teams-2`;
    const found = {
      ...{ [id]: instance(id, { name: 'captureOnAlert' }), [`${id}:0`]: undefined },
      [notify]: instance(notify, { name: 'deliverReport', historyEvents: events }),
    };
    const { body } = await historyOf(request(), client, hubWith(found));
    const step = {
      ...{ kind: 'activity', name: 'notify', startedAt: '2026-11-20T02:14:00.000Z' },
      ...{ state: 'running', events: [0] },
    };
    assert.deepEqual(JSON.parse(body as string), {
      instances: [
        { id, name: 'captureOnAlert', status: 'Completed', steps: [] },
        { id: notify, name: 'deliverReport', status: 'Completed', steps: [step] },
      ],
    });
    assert.equal(asked.length, 52);
    assert.deepEqual(asked[50], [`${id}:49`, { history: true }]);
  });

  test('fails when the task hub does not know the capture itself at the moment', async () => {
    await assert.rejects(historyOf(request(), client, hubWith({})), TaskHubUnavailable);
  });

  test('of one instance is a file, as the management API returns it', async () => {
    const one = instance(`${id}:0`, { historyEvents: events });
    const answer = await historyOf(
      request({ instance: `${id}:0` }),
      client,
      hubWith({ [`${id}:0`]: one }),
    );
    assert.deepEqual(answer.headers, {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="${id}-0.history.json"`,
      'cache-control': 'private, no-store',
    });
    assert.deepEqual(JSON.parse(answer.body as string), one);
    for (const other of [`${id}:60`, 'another', `${id}:0`]) {
      const missing = historyOf(
        request({ instance: other }),
        client,
        hubWith({ [other]: undefined }),
      );
      assert.deepEqual(await problemOf(missing), {
        type: 'urn:alert-capture:problem:capture-not-found',
        title: 'There is no such instance',
        status: 404,
        detail: 'Ask without ?instance= for the instances of this capture.',
      });
    }
  });
});

test('the running capture of a resolved alert is found by its series', async () => {
  const status = (instanceId: string, name: string, series: string) => ({
    ...{ instanceId, name, input: { alert: { rule: 'r', targets: [], series } } },
  });
  let filter: unknown;
  const client = {
    getStatusBy: async (given: unknown) => {
      filter = given;
      return [
        status('1', 'captureMachine', 's'),
        status('2', 'captureOnAlert', 'other'),
        status('3', 'captureOnAlert', 's'),
      ];
    },
  } as unknown as DurableClient;
  const alert: Alert = {
    ...{ identity: 'a', rule: 'r', condition: 'resolved', firedAt: 'x', targets: [] },
  };
  assert.equal((await findSeries(client, { ...alert, series: 's' }))?.instanceId, '3');
  assert.deepEqual(filter, { runtimeStatus: ['Pending', 'Running', 'ContinuedAsNew'] });
  assert.equal(await findSeries(client, { ...alert, series: 'none' }), undefined);
  filter = undefined;
  assert.equal(await findSeries(client, alert), undefined);
  assert.equal(filter, undefined);
});

test('a request that is observed gets its own answer, and its own error', async () => {
  const context = new InvocationContext({ functionName: 'test', logHandler: () => undefined });
  for (const method of ['GET', 'POST']) {
    for (const answer of [{ body: 'x' }, { status: 503 }]) {
      const given = observed('/api/x', request({}, method), context, async () => answer);
      assert.equal(await given, answer);
    }
    const failing = observed('/api/x', request({}, method), context, () =>
      Promise.reject(new RangeError('x')),
    );
    await assert.rejects(failing, RangeError);
  }
});
