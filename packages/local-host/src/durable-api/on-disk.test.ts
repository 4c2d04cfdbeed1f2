import assert from 'node:assert/strict';
import { after, describe, test, type TestContext } from 'node:test';
import { Database } from '../store/database.ts';
import { startFixture } from '../test-support/start-host.ts';

const host = await startFixture({ after }, 'durable-client');

describe('while the task hub cannot be written', () => {
  const call = (path: string, init?: RequestInit) =>
    host.fetch(
      new Request(
        `${host.url}/runtime/webhooks/durabletask/${path}?code=${host.keys.system}`,
        init,
      ),
    );
  const breakDisk = (t: TestContext) =>
    t.mock.method(Database.prototype, 'commit', () => {
      throw new Error('database or disk is full');
    });

  test('a start is refused with what to do about it, and can be made again', async (t) => {
    const commit = breakDisk(t);
    const refused = await call('orchestrators/wait/one', { method: 'POST', body: '1' });
    assert.equal(refused.status, 500);
    assert.match(await refused.text(), /disk is full.*Make room/);
    commit.mock.restore();
    assert.equal((await call('instances/one')).status, 404);
    const started = await call('orchestrators/wait/one', { method: 'POST', body: '1' });
    assert.equal(started.status, 202);
  });

  test('nobody hears of what is then lost', async (t) => {
    const commit = breakDisk(t);
    const start = host.engine.hub.start({ name: 'wait', id: 'two', input: '1' });
    assert.equal(host.engine.hub.get('two').name, 'wait');
    const [answer] = await Promise.all([call('instances/two'), assert.rejects(start)]);
    // The read may come before the transaction is lost, or after.
    assert([404, 500].includes(answer.status), String(answer.status));
    commit.mock.restore();
    assert.equal((await call('instances/two')).status, 404);
  });
});
