import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { OrchestrationContext } from 'durable-functions';
import type { LogEntry } from '../model/function-app.ts';
import { HandClock } from '../test-support/hand-clock.ts';
import { startFunctions } from '../test-support/start-host.ts';

async function startOnDisk(t: TestContext) {
  const clock = new HandClock('2026-01-01T00:00:00Z');
  const log: LogEntry[] = [];
  const disk: { error: Error | undefined } = { error: undefined };
  const host = await startFunctions(
    t,
    {
      orchestrators: {
        *ends({ df }: OrchestrationContext): Generator<never, string, never> {
          yield df.createTimer(new Date('2026-01-01T00:00:01Z')) as never;
          return 'end';
        },
      },
    },
    {
      clock,
      onLog: (entry) => log.push(entry),
      probe: {
        beforeCommit() {
          if (disk.error) throw disk.error;
        },
      },
    },
  );
  const hub = `${host.url ?? ''}/runtime/webhooks/durabletask`;
  const start = (id: string) =>
    fetch(`${hub}/orchestrators/ends/${id}?code=${host.keys.system}`, { method: 'POST' });
  const statusOf = async (id: string) => {
    const answer = await fetch(`${hub}/instances/${id}?code=${host.keys.system}`);
    return ((await answer.json()) as { runtimeStatus: string }).runtimeStatus;
  };
  const errors = () => log.filter(({ level }) => level === 'error').map(({ message }) => message);
  return { clock, disk, start, statusOf, errors };
}

const full = () => Object.assign(new Error('database or disk is full'), { errcode: 13 });

test('on a full disk, writes are refused for now, reads work, and work continues afterwards', async (t) => {
  const { clock, disk, start, statusOf, errors } = await startOnDisk(t);
  for (const id of ['a', 'b', 'c']) assert.equal((await start(id)).status, 202);
  disk.error = full();
  const refused = await start('d');
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '5']);
  await clock.goTo('2026-01-01T00:00:40Z');
  assert.equal(await statusOf('a'), 'Running');
  assert.equal(errors().length, 1, 'one line a minute, whatever fails');
  await clock.goTo('2026-01-01T00:02:30Z');
  assert.equal(errors().length, 3);
  assert.match(errors()[0] ?? '', /Make room on its disk/);
  disk.error = undefined;
  await clock.goTo('2026-01-01T00:02:35Z');
  assert.deepEqual(await Promise.all(['a', 'b', 'c'].map(statusOf)), Array(3).fill('Completed'));
});

test('a damaged file accepts no more work', async (t) => {
  const { disk, start } = await startOnDisk(t);
  disk.error = Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
  assert.equal((await start('a')).status, 503);
  disk.error = undefined;
  const refused = await start('b');
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, null]);
  assert.match(await refused.text(), /restore the state directory/);
});
