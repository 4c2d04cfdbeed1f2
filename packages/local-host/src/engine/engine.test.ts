import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startFixture } from '../test-support/start-host.ts';
import { ended } from '../test-support/wait-for.ts';

describe('an instance with 10,000 events', () => {
  test('from clients completes', async (t) => {
    const host = await startFixture(t, 'growth');
    const count = 10_000;
    const id = await host.hub.start({ name: 'sumOfEvents', input: String(count) });
    await Promise.all(Array.from({ length: count }, () => host.hub.raiseEvent(id, 'add', '2')));
    assert.equal((await ended(host.hub, id)).output, String(2 * count));
    assert(host.engine.store.histories.read(id).length >= count);
  });

  test('from activities completes, and shares its commits', async (t) => {
    const host = await startFixture(t, 'growth');
    const count = 5_000;
    const id = await host.hub.start({ name: 'fanOut', input: String(count) });
    assert.equal((await ended(host.hub, id)).output, String(count));
    assert(host.engine.store.histories.read(id).length >= 2 * count);
    assert(host.engine.store.commits < count / 2, `${host.engine.store.commits} commits`);
  });
});
