import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startFixture } from '../test-support/start-host.ts';

let isDiskFull = false;
const host = await startFixture({ after }, 'durable-client', {
  probe: {
    beforeCommit() {
      if (isDiskFull) throw new Error('database or disk is full');
    },
  },
});

describe('while the task hub cannot be written', () => {
  const call = (path: string, init?: RequestInit) =>
    host.fetch(
      new Request(
        `${host.url}/runtime/webhooks/durabletask/${path}?code=${host.keys.system}`,
        init,
      ),
    );

  test('a start is refused with advice and can be repeated', async () => {
    isDiskFull = true;
    const refused = await call('orchestrators/wait/one', { method: 'POST', body: '1' });
    assert.equal(refused.status, 503);
    assert.match(await refused.text(), /disk is full.*Make room/);
    isDiskFull = false;
    assert.equal((await call('instances/one')).status, 404);
    const started = await call('orchestrators/wait/one', { method: 'POST', body: '1' });
    assert.equal(started.status, 202);
  });

  test('uncommitted state is not visible', async () => {
    isDiskFull = true;
    const start = host.hub.start({ name: 'wait', id: 'two', input: '1' });
    assert.equal(host.hub.find('two'), undefined);
    const [answer] = await Promise.all([call('instances/two'), assert.rejects(start)]);
    assert.equal(answer.status, 404);
    isDiskFull = false;
    assert.equal((await call('instances/two')).status, 404);
  });
});
