import assert from 'node:assert/strict';
import { beforeEach, describe, mock, test } from 'node:test';
import { HttpRequest } from '@azure/functions';
import fc from 'fast-check';
import { CaptureIndex } from './capture-index.ts';
import { continuationOf, readCaptureQuery } from '../triggers/capture-query.ts';
import { jsonWithEtag } from '../triggers/json-with-etag.ts';
import { HttpProblem } from '../triggers/problem.ts';
import type { InstanceFilter, InstanceStatus, TaskHub } from '../task-hub/management-api.ts';

const now = Date.UTC(2026, 10, 20, 12);
const daysAgo = (days: number): string => new Date(now - days * 86_400_000).toISOString();

const capture = (id: string, more: Partial<InstanceStatus> = {}): InstanceStatus => ({
  name: 'captureOnAlert',
  instanceId: id,
  runtimeStatus: 'Completed',
  createdTime: daysAgo(0.1),
  lastUpdatedTime: daysAgo(0.1),
  input: {
    alert: { rule: 'cpu high', firedAt: daysAgo(0.1), targets: [{ id: `/vms/${id}` }] },
    plan: { timeLimitSeconds: 60 },
  },
  customStatus: null,
  output: null,
  ...more,
});

const ended = (id: string, startedAt: string, more: Partial<InstanceStatus> = {}) =>
  capture(id, {
    createdTime: startedAt,
    output: {
      captures: [
        {
          vm: `/vms/${id}`,
          end: 'timeLimit',
          file: { url: 'u', bytes: 7, metadataUrl: 'm' },
          warnings: [],
        },
      ],
      startedAt,
      endedAt: startedAt,
    },
    ...more,
  });

/** A task hub that keeps the filters it was asked with. */
class FakeHub implements TaskHub {
  instances = new Map<string, InstanceStatus>();
  asked: InstanceFilter[] = [];
  rows = 0;

  add(...instances: InstanceStatus[]): void {
    for (const instance of instances) this.instances.set(instance.instanceId, instance);
  }

  async *list(filter: InstanceFilter): AsyncGenerator<InstanceStatus[]> {
    this.asked.push(filter);
    const { createdFrom, createdTo, runtimeStatus } = filter;
    const found = [...this.instances.values()].filter(
      (one) =>
        (createdFrom === undefined || Date.parse(one.createdTime) >= createdFrom.getTime()) &&
        (createdTo === undefined || Date.parse(one.createdTime) <= createdTo.getTime()) &&
        (runtimeStatus === undefined || runtimeStatus.includes(one.runtimeStatus)),
    );
    this.rows += found.length;
    for (let at = 0; at < found.length; at += 500) yield found.slice(at, at + 500);
  }

  async find(id: string): Promise<InstanceStatus | undefined> {
    return this.instances.get(id);
  }
}

let hub: FakeHub;
let index: CaptureIndex;
beforeEach((t) => {
  mock.timers.enable({ apis: ['Date'], now });
  (t as { after?: (run: () => void) => void }).after?.(() => mock.timers.reset());
  hub = new FakeHub();
  index = new CaptureIndex();
});

async function page(query: Record<string, string> = {}) {
  const { rows, hasMore } = await index.page(
    hub,
    readCaptureQuery(new URLSearchParams({ top: '3', ...query })),
  );
  const last = rows.at(-1);
  return { rows, ids: rows.map(({ id }) => id), next: hasMore && last ? continuationOf(last) : '' };
}

async function allPages(query: Record<string, string> = {}): Promise<string[]> {
  const ids: string[] = [];
  let continuation = '';
  do {
    const { ids: more, next } = await page({ ...query, ...(continuation && { continuation }) });
    ids.push(...more);
    continuation = next;
  } while (continuation !== '');
  return ids;
}

const later = (seconds: number): void => mock.timers.tick(seconds * 1000);

describe('the list of captures', () => {
  test('has captures alone, newest first, each once, a page at a time', async () => {
    const ages = fc.uniqueArray(fc.integer({ min: 0, max: 4_000 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(ages, async (days) => {
        hub = new FakeHub();
        index = new CaptureIndex();
        for (const day of days) {
          // Two at a time, since the extension shows no more than seconds.
          hub.add(ended(`b-${day}`, daysAgo(day)), ended(`a-${day}`, daysAgo(day)));
          hub.add(capture(`a-${day}:0`, { name: 'captureTarget' }));
        }
        const expected = days.toSorted((one, other) => one - other);
        assert.deepEqual(
          await allPages(),
          expected.flatMap((day) => [`a-${day}`, `b-${day}`]),
        );
      }),
    );
  });

  test('reads no further back than its page needs', async () => {
    for (let day = 0; day < 400; day++) hub.add(ended(`id-${day}`, daysAgo(day + 0.5)));
    assert.deepEqual((await page({ top: '1' })).ids, ['id-0']);
    assert.ok(hub.rows < 20, `${hub.rows} rows were read`);
    assert.deepEqual((await page({ search: 'id-399' })).ids, ['id-399']);
  });

  test('of ten thousand captures that ended asks only for what is new', async () => {
    for (let n = 0; n < 10_000; n++) hub.add(ended(`id-${n}`, daysAgo(0.5 + n / 1e6)));
    assert.equal((await allPages({ top: '500' })).length, 10_000);
    const read = hub.rows;
    for (let n = 0; n < 20; n++) {
      later(2);
      assert.equal((await page()).ids[0], 'id-0');
    }
    assert.equal(hub.rows, read);
  });

  test('shows a new capture, how far it is, and its end', async () => {
    await page();
    const progress = { vm: '/vms/x', stage: 'capturing', startedAt: daysAgo(0), warnings: [] };
    hub.add(
      capture('x', { runtimeStatus: 'Running', createdTime: daysAgo(0) }),
      capture('x:0', { name: 'captureTarget', runtimeStatus: 'Running', customStatus: progress }),
    );
    later(2);
    const [running] = (await page()).rows;
    assert.equal(running?.state, 'running');
    assert.deepEqual(running.targets, [
      { vm: '/vms/x', stage: 'capturing', startedAt: daysAgo(0) },
    ]);
    assert.equal(running.timeLimitSeconds, 60);

    hub.add(ended('x', daysAgo(0)));
    later(120);
    const [over] = (await page()).rows;
    assert.equal(over?.state, 'ended');
    assert.deepEqual(over.targets, [{ vm: '/vms/x', end: 'timeLimit', bytes: 7 }]);
  });

  test('forgets what was purged', async () => {
    hub.add(ended('x', daysAgo(0)));
    assert.deepEqual((await page()).ids, ['x']);
    hub.instances.clear();
    later(16 * 60);
    assert.deepEqual((await page()).ids, []);
  });

  test('is filtered by state, machine, rule, time and search', async () => {
    hub.add(ended('web', daysAgo(1)), ended('db', daysAgo(3)));
    hub.add(capture('run', { runtimeStatus: 'Running', createdTime: daysAgo(40) }));
    for (const [query, expected] of [
      [{ state: 'running' }, ['run']],
      [{ vm: 'VMS/DB' }, ['db']],
      [{ rule: 'CPU' }, ['web', 'db', 'run']],
      [{ search: 'we' }, ['web']],
      [{ from: daysAgo(2) }, ['web']],
      [{ to: daysAgo(2) }, ['db', 'run']],
      [{ rule: 'memory' }, []],
    ] as const) {
      assert.deepEqual((await page(query)).ids, expected, JSON.stringify(query));
    }
  });

  test('refuses a query that it does not understand', () => {
    for (const [field, value] of [
      ['state', 'busy'],
      ['top', '0'],
      ['top', '501'],
      ['top', 'all'],
      ['from', 'yesterday'],
      ['continuation', 'x'],
    ] as const) {
      assert.throws(
        () => readCaptureQuery(new URLSearchParams({ [field]: value })),
        (error) => error instanceof HttpProblem && error.response.status === 400,
      );
    }
  });
});

test('JSON that the caller has is not sent again', () => {
  const ask = (headers: Record<string, string>) =>
    jsonWithEtag(new HttpRequest({ method: 'GET', url: 'http://x/', headers }), { a: 1 });
  const { etag = '' } = ask({}).headers as Record<string, string>;
  assert.equal(ask({ 'if-none-match': `"other", ${etag}` }).status, 304);
  assert.equal(ask({ 'if-none-match': `W/${etag}` }).status, 304);
  assert.equal(ask({ 'if-none-match': '"other"' }).status, undefined);
});
