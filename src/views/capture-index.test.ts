import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { HttpRequest } from '@azure/functions';
import fc from 'fast-check';
import { CaptureIndex } from './capture-index.ts';
import { sortColumns } from './capture-order.ts';
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

/** A task hub that records the filters of its requests. */
class FakeHub implements TaskHub {
  instances = new Map<string, InstanceStatus>();
  asked: InstanceFilter[] = [];
  /** Ids of the instances that were read one by one. */
  found: string[] = [];
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
    this.found.push(id);
    return this.instances.get(id);
  }
}

let hub: FakeHub;
let index: CaptureIndex;
beforeEach(() => {
  mock.timers.enable({ apis: ['Date'], now });
  hub = new FakeHub();
  index = new CaptureIndex();
});
afterEach(() => mock.timers.reset());

async function page(query: Record<string, string> = {}) {
  const { rows, next, totals } = await index.page(
    hub,
    readCaptureQuery(new URLSearchParams({ top: '3', ...query })),
  );
  const ids = rows.map(({ id }) => id);
  return { rows, ids, totals, next: next ? continuationOf(next) : '' };
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
  test('has only captures, newest first, each once, in pages', async () => {
    const ages = fc.uniqueArray(fc.integer({ min: 0, max: 4_000 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(ages, async (days) => {
        hub = new FakeHub();
        index = new CaptureIndex();
        for (const day of days) {
          // Two with the same time, since the extension reports only whole seconds.
          hub.add(ended(`b-${day}`, daysAgo(day)), ended(`a-${day}`, daysAgo(day)));
          hub.add(capture(`a-${day}:0`, { name: 'captureMachine' }));
        }
        const expected = days.toSorted((one, other) => one - other);
        assert.deepEqual(
          await allPages(),
          expected.flatMap((day) => [`a-${day}`, `b-${day}`]),
        );
      }),
    );
  });

  test('reads only what its page needs', async () => {
    for (let day = 0; day < 400; day++) hub.add(ended(`id-${day}`, daysAgo(day + 0.5)));
    assert.deepEqual((await page({ top: '1' })).ids, ['id-0']);
    assert.ok(hub.rows < 20, `${hub.rows} rows were read`);
    assert.deepEqual((await page({ search: 'id-399' })).ids, ['id-399']);
  });

  test('shows its first page of five thousand in a day from the last minutes, and counts the day later', async () => {
    for (let n = 0; n < 5_000; n++) hub.add(ended(`id-${n}`, daysAgo(n / 5_001)));
    const { ids, totals } = await page();
    assert.deepEqual(ids, ['id-0', 'id-1', 'id-2']);
    assert.ok(hub.rows < 20, `${hub.rows} rows were read`);
    assert.ok(totals.all < 20 && totals.since !== undefined);
    const most: number[] = [];
    for (let n = 0; n < 5; n++) {
      later(5);
      const before = hub.rows;
      await page();
      most.push(hub.rows - before);
    }
    assert.ok(Math.max(...most) <= 2_550, `${most.join(', ')} rows were read at once`);
    assert.equal((await page()).totals.all, 5_000);
  });

  test('reads captures that end at once together', async () => {
    const names = Array.from({ length: 500 }, (_, n) => `id-${n}`);
    const started = daysAgo(0.1);
    hub.add(...names.map((id) => capture(id, { runtimeStatus: 'Running', createdTime: started })));
    assert.equal((await page()).totals.outcomes.running, 500);
    hub.add(...names.slice(1).map((id) => ended(id, started)));
    hub.instances.delete('id-0');
    later(5);
    [hub.asked, hub.found] = [[], []];
    assert.deepEqual((await page()).totals.outcomes, { captured: 499 });
    assert.ok(hub.asked.length <= 4, `${hub.asked.length} lists`);
    assert.deepEqual(hub.found, ['id-0']);
  });

  test('asks only for new captures after a thousand have ended', async () => {
    for (let n = 0; n < 1_000; n++) hub.add(ended(`id-${n}`, daysAgo(0.5 + n / 1e5)));
    assert.equal((await allPages({ top: '100' })).length, 1_000);
    const read = hub.rows;
    for (let n = 0; n < 20; n++) {
      later(2);
      assert.equal((await page()).ids[0], 'id-0');
    }
    assert.equal(hub.rows, read);
  });

  test('shows a new capture, its progress and its end', async () => {
    await page();
    const progress = { vm: '/vms/x', stage: 'capturing', startedAt: daysAgo(0), warnings: [] };
    hub.add(
      capture('x', { runtimeStatus: 'Running', createdTime: daysAgo(0) }),
      capture('x:0', { name: 'captureMachine', runtimeStatus: 'Running', customStatus: progress }),
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

  test('leaves out purged captures', async () => {
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
      [{ rule: 'CPU' }, ['run', 'web', 'db']],
      [{ search: 'we' }, ['web']],
      [{ from: daysAgo(2) }, ['web']],
      [{ to: daysAgo(2) }, ['run', 'db']],
      [{ state: 'ended', outcome: 'captured' }, ['web', 'db']],
      [{ outcome: 'running' }, ['run']],
      [{ rule: 'memory' }, []],
    ] as const) {
      assert.deepEqual((await page(query)).ids, expected, JSON.stringify(query));
    }
  });

  test('counts the outcomes of all matches, independent of the outcome filter', async () => {
    const failure = { step: 's', code: 'c', message: 'm', advice: 'a' };
    const failed = { vm: '/vms/f', end: 'failed', failure, warnings: [], endedAt: daysAgo(1) };
    hub.add(ended('a', daysAgo(1)), ended('b', daysAgo(2)));
    hub.add(ended('f', daysAgo(3), { output: { captures: [failed], startedAt: daysAgo(3) } }));
    hub.add(capture('dead', { runtimeStatus: 'Failed', output: 'x' }));
    const { ids, totals } = await page({ outcome: 'failed' });
    assert.deepEqual(ids, ['dead', 'f']);
    assert.deepEqual(totals, { all: 4, outcomes: { captured: 2, failed: 2 } });
    assert.deepEqual((await page({ vm: '/vms/f' })).totals.outcomes, { failed: 1 });
  });

  test('says since when it counts when older captures are not read', async () => {
    for (let day = 0; day < 10; day++) hub.add(ended(`id-${day}`, daysAgo(day + 0.5)));
    assert.equal((await page({ top: '1' })).totals.since, daysAgo(7));
  });

  test('is sorted by every column, in both directions, in pages', async () => {
    const sizes = fc.uniqueArray(fc.nat(50), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.constantFrom(...sortColumns), async (numbers, column) => {
        hub = new FakeHub();
        index = new CaptureIndex();
        for (const number of numbers) {
          const id = `vm-${String(number).padStart(2, '0')}`;
          const row = ended(id, daysAgo(60 - number));
          const { captures } = row.output as { captures: { file: { bytes: number } }[] };
          captures[0]!.file.bytes = number;
          const { alert } = row.input as { alert: Record<string, unknown> };
          Object.assign(alert, { rule: `rule ${id}`, severity: `Sev${number % 5}` });
          hub.add(row);
        }
        const up = await allPages({ sort: column });
        const down = await allPages({ sort: `-${column}` });
        assert.deepEqual(up.toSorted(), [...hub.instances.keys()].toSorted());
        assert.deepEqual(down.toSorted(), up.toSorted());
        if (column !== 'severity' && column !== 'outcome') {
          assert.deepEqual(up, up.toSorted());
          assert.deepEqual(down, up.toReversed());
        }
      }),
    );
  });

  test('reports every error of a query at once', () => {
    const query = new URLSearchParams({ state: 'busy', top: '0', colour: 'red', code: 'key' });
    assert.throws(
      () => readCaptureQuery(query),
      (error) => {
        assert.ok(error instanceof HttpProblem);
        const { errors } = JSON.parse(error.response.body as string) as {
          errors: { field: string }[];
        };
        assert.deepEqual(errors.map(({ field }) => field).sort(), ['colour', 'state', 'top']);
        return true;
      },
    );
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
