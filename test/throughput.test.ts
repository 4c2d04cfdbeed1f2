import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestHost } from 'local-host/testing';
import type { Result } from '../src/captures/failure.ts';
import type { Session } from '../src/captures/session.ts';
import { sessionList } from '../src/captures/session-list.ts';
import { slotEvent } from '../src/captures/events.ts';
import type { WakeRequest } from '../src/activities/wake-capture.ts';
import { captureRequest } from './support/virtual-capture.ts';

/* Runs in a process of its own: the SDK registers the functions of an app once in a process. */

/** Times of the service, in seconds, as observed. */
const service = { start: 5, capture: 10, delete: 9 };
const limit = 10;
const alerts = 50;

const watcher = {
  id: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/w',
  subscriptionId: '00000000-0000-0000-0000-000000000000',
  resourceGroup: 'NetworkWatcherRG',
  name: 'w',
  location: 'westeurope',
};

/** A Network Watcher that takes its time, and the calls that it got. */
class VirtualWatcher {
  readonly now: () => number;
  readonly calls: Record<string, number> = {};
  readonly #sessions = new Map<string, { createdAt: number; deletedAt?: number }>();

  constructor(now: () => number) {
    this.now = now;
  }

  count(call: string): void {
    this.calls[call] = (this.calls[call] ?? 0) + 1;
  }

  get listed(): string[] {
    return [...this.#sessions]
      .filter(([, { deletedAt = Infinity }]) => this.now() < deletedAt + service.delete)
      .map(([name]) => name);
  }

  create({ name }: Session): void {
    assert(this.listed.length < limit, 'more sessions than the limit');
    this.#sessions.set(name, { createdAt: this.now() });
  }

  query({ name }: Session): unknown {
    const createdAt = this.#sessions.get(name)?.createdAt ?? NaN;
    const startedAt = createdAt + service.start;
    if (this.now() < startedAt) return { state: 'provisioning' };
    const seen = { fileUrl: 'f', startedAt: new Date(startedAt * 1000).toISOString() };
    if (this.now() < startedAt + service.capture) return { state: 'running', ...seen };
    return { state: 'stopped', stopReason: 'TimeExceeded', errors: [], ...seen };
  }

  delete({ name }: Session): void {
    const session = this.#sessions.get(name);
    if (session) session.deletedAt = this.now();
  }
}

test('fifty alerts at a limit of ten are served as fast as the service allows', async (context) => {
  await using host = await createTestHost({
    appDirectory: '.',
    main: 'src/{orchestrators,activities}/index.ts',
    clock: { start: '2026-11-20T02:14:00.000Z' },
    alwaysReplay: false,
  });
  const seconds = (): number => host.clock.now() / 1000;
  const begin = seconds();
  const virtual = new VirtualWatcher(seconds);
  const fake = (name: string, answer: (input: never) => unknown): void => {
    const run = (input: unknown): Result<unknown> => {
      virtual.count(name);
      return { ok: true, value: answer(input as never) };
    };
    host.activity(name).fake(run, { takes: '20ms' });
  };
  let lastNotice = 0;
  fake('resolveWatcher', () => watcher);
  fake('enforceLimit', () => ({ limit, listed: sessionList(virtual.listed) }));
  fake('createCapture', ({ session }: { session: Session }) => virtual.create(session));
  fake('queryCapture', ({ session }: { session: Session }) => virtual.query(session));
  fake('finalizeCapture', () => ({ url: 'f', bytes: 1 }));
  fake('deleteCapture', (session: Session) => virtual.delete(session));
  fake('summarizeTraffic', () => ({ summaryUrl: 's', lines: [] }));
  fake('listReceivers', () => ['webhook']);
  fake('notify', () => ((lastNotice = seconds() - begin), 'sent'));
  fake('wakeCapture', ({ holder, at }: WakeRequest) =>
    host.instance(holder).raise(slotEvent, { at }),
  );

  const request = captureRequest({ timeLimitSeconds: service.capture });
  const [target] = request.alert.targets;
  assert(target !== undefined);
  const started = [];
  for (let n = 0; n < alerts; n++) {
    const targets = [{ ...target, id: `${target.id}-${n}`, name: `web-1-${n}` }];
    const id = `alert-capture-${String(n).padStart(24, '0')}`;
    const alert = { ...request.alert, identity: id, targets };
    started.push(await host.start('captureOnAlert', { ...request, alert }, id));
  }
  for (const instance of started) await instance.end();

  context.diagnostic(JSON.stringify({ lastNotice, ...virtual.calls }));
  const { createCapture, enforceLimit = Infinity, wakeCapture, queryCapture } = virtual.calls;
  assert(lastNotice <= 120, `the last notification came after ${lastNotice} s`);
  // Each alert lists the sessions when it arrives, and each one that waits lists them again for its slot.
  const waiting = alerts - limit;
  assert.deepEqual([createCapture, wakeCapture], [alerts, waiting]);
  assert(enforceLimit <= alerts + waiting + 1, `${enforceLimit} lists`);
  assert.equal(queryCapture, 4 * alerts);
});
