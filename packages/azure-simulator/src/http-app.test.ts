import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { ArmAnswer } from './http-app.ts';
import { httpApp } from './http-app.ts';
import { createSimulation } from './simulation.ts';
import { openDatabase } from './store/database.ts';

/** Sends a request with these Host headers to an app without a server. */
function appWith(options: Parameters<typeof httpApp>[1]) {
  const database = openDatabase();
  const simulation = createSimulation(database, undefined, 0);
  const app = httpApp(simulation, options);
  const ask = async (
    path: string,
    hosts: readonly string[] = ['localhost'],
  ): Promise<[status: number, body: string]> => {
    const incoming = {
      headers: hosts[0] === undefined ? {} : { host: hosts[0] },
      headersDistinct: hosts[0] === undefined ? {} : { host: hosts },
    };
    const headers = { authorization: 'Bearer x' };
    const env = { incoming } as never;
    const response = await app.request(`http://localhost${path}`, { headers }, env);
    return [response.status, await response.text()];
  };
  return { ask, simulation, close: () => database.close() };
}

test('a request names this host once, or no host', async () => {
  const { ask } = appWith({ hostNames: ['simulator.internal', 'other.internal'] });
  const statusOf = async (...hosts: string[]) => ask('/_simulator/clock', hosts);
  for (const host of ['localhost', '127.0.0.1:80', 'simulator.internal', 'other.internal:4000']) {
    assert.equal((await statusOf(host))[0], 200, host);
  }
  assert.equal((await statusOf())[0], 200);
  assert.deepEqual(await statusOf('localhost', 'localhost'), [
    400,
    'The Host header is malformed.\n',
  ]);
  assert.deepEqual(await statusOf('a b'), [400, 'The Host header is malformed.\n']);
  assert.deepEqual(await statusOf('x.example'), [
    403,
    '"x.example" is not a name of this simulator. To allow it, start it with --host-name.\n',
  ]);
});

test('only the loopback names are known when no others are given', async () => {
  const { ask } = appWith({});
  assert.equal((await ask('/_simulator/clock', ['simulator.internal']))[0], 403);
  assert.equal((await ask('/_simulator/clock'))[0], 200);
});

test('each response of Resource Manager is reported, with the time of its request', async (t) => {
  t.after(() => mock.reset());
  const answers: ArmAnswer[] = [];
  const { ask, simulation } = appWith({ onAnswer: (answer) => answers.push(answer) });
  mock.method(performance, 'now', () => 5000);
  const [status, body] = await ask('/subscriptions?api-version=2022-12-01');
  await ask('/_simulator/clock');
  assert.deepEqual(answers, [
    {
      specification: 'Microsoft.Resources/2022-12-01/Subscriptions_List',
      method: 'GET',
      path: '/subscriptions',
      status,
      body: JSON.parse(body) as unknown,
    },
  ]);
  const [entry] = simulation.ledger.list();
  assert.equal(entry?.receivedAt, performance.timeOrigin + 5000);
});

test('a failure of the simulator is an error that says so, and is logged', async (t) => {
  t.after(() => mock.reset());
  const { ask, close } = appWith({});
  const log = mock.method(console, 'error', () => undefined);
  close();
  const [status, body] = await ask('/subscriptions?api-version=2022-12-01');
  assert.equal(status, 500);
  const { error } = JSON.parse(body) as { error: { code: string; message: string } };
  assert.equal(error.code, 'SimulatorFailure');
  assert.match(error.message, /database is not open/);
  assert.match(String(log.mock.calls[0]?.arguments[0]), /database is not open/);
});
