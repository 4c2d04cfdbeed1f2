import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Outcome } from '../src/captures/outcome.ts';
import { newMachine } from './support/alerts.ts';
import { Run } from './support/run.ts';
import { TestStack } from './support/test-stack.ts';

const allowed = randomUUID();
const stack = await TestStack.start({
  settings: {
    CAPTURE_TIME_LIMIT_SECONDS: '1',
    CAPTURE_MAX_TIME_LIMIT_SECONDS: '60',
    ALLOWED_SCOPES: `/subscriptions/${allowed}`,
  },
});
after(() => stack[Symbol.asyncDispose]());
const { client, simulator } = stack;

const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  client.call('captures', { method: 'POST', headers, body: JSON.stringify(body) });

const accepted = async (response: Response): Promise<{ id: string; duplicate: boolean }> => {
  assert.equal(response.status, 202, await response.clone().text());
  return (await response.json()) as { id: string; duplicate: boolean };
};

describe('a capture without an alert', { concurrency: 3 }, () => {
  test('is captured, shown and notified like that of an alert', async () => {
    const target = newMachine('asked', allowed);
    const filters = [{ remotePort: 443, protocol: 'tcp' }, { remoteIPAddress: '10.0.0.9' }];
    const response = await post({ target, seconds: 2, filters, reason: 'ticket 4711' });
    const { id, duplicate } = await accepted(response);
    assert.equal(duplicate, false);
    assert.match(response.headers.get('location') ?? '', new RegExp(`/api/captures/${id}$`));
    const { view, notifications } = await stack.endOf(id);
    const [outcome] = view.targets as Outcome[];
    assert.equal(outcome?.end, 'timeLimit', view.summary);
    assert.equal(view.alert.rule, 'ticket 4711');
    assert.equal(notifications.length, 1);
    const [session] = await simulator.sessionsOf(target);
    assert.partialDeepStrictEqual(session?.requested, {
      timeLimitInSeconds: 2,
      filters: [{ protocol: 'TCP', remotePort: '443' }, { remoteIPAddress: '10.0.0.9' }],
    });
  });

  test('is started once for one idempotency key', async () => {
    const target = newMachine('once', allowed);
    const headers = { 'idempotency-key': 'ticket-17' };
    const first = await accepted(await post({ target, seconds: 1 }, headers));
    await stack.endOf(first.id);
    const again = await accepted(await post({ seconds: 1, target }, headers));
    assert.deepEqual([again.id, again.duplicate], [first.id, true]);
    assert.equal((await simulator.sessionsOf(target)).length, 1);

    const other = await post({ target, seconds: 2 }, headers);
    assert.equal(other.status, 422);
    assert.match(await other.text(), /idempotency-key-reused/);
    const key = await accepted(await post({ target }, { 'idempotency-key': 'Ticket-17' }));
    assert.notEqual(key.id, first.id);
  });

  test('finds the machine by name', async () => {
    const machine = newMachine('db-by-name', allowed);
    await simulator.describeMachine({ id: machine });
    const { id } = await accepted(await post({ target: 'db-by-name' }));
    const { view } = await stack.endOf(id);
    assert.equal((view.targets as Outcome[])[0]?.vm.toLowerCase(), machine);
  });

  const target = newMachine('never', allowed);
  for (const [what, body, status, says] of [
    ['without a target', { seconds: 1 }, 400, /"field":"target"/],
    [
      'on a database',
      { target: target.replace('virtualmachines', 'disks') },
      400,
      /virtual machine/,
    ],
    [
      'on an Arc machine',
      { target: target.replace('compute/virtualmachines', 'hybridcompute/machines') },
      400,
      /Arc-enabled server/,
    ],
    ['with an unknown field', { target, minutes: 1 }, 400, /minutes/],
    ['for longer than allowed', { target, seconds: 61 }, 400, /"field":"seconds".*60 is the most/],
    ['with a malformed filter', { target, filters: [{ remotePort: 'x' }] }, 400, /not a port/],
    ['with an unknown filter', { target, filters: [{ port: 1 }] }, 400, /filters\.0\.port/],
    ['out of scope', { target: newMachine('other') }, 403, /ALLOWED_SCOPES/],
    ['that is not an object', [], 400, /invalid-capture/],
  ] as const) {
    test(`is refused ${what}`, async () => {
      const response = await post(body);
      const text = await response.text();
      assert.equal(response.status, status, text);
      assert.match(text, says);
      assert.deepEqual(await simulator.sessionsOf(target), []);
    });
  }

  test('needs a key', async () => {
    const url = `${stack.address.app}/api/captures`;
    assert.equal((await fetch(url, { method: 'POST', body: '{}' })).status, 401);
  });
});

describe('npm run capture', { concurrency: true }, () => {
  const run = (args: string[], output: string): Run =>
    new Run(process.execPath, ['commands/capture.ts', ...args, '--output', output], {
      ALERT_CAPTURE_URL: stack.address.app,
      ALERT_CAPTURE_KEY: stack.address.functionKey,
    });

  test('shows the progress and saves the file', async () => {
    const output = await mkdtemp(join(tmpdir(), 'alert-capture-file-'));
    after(() => rm(output, { recursive: true, force: true }));
    const target = newMachine('terminal', allowed);
    using capture = run([target, '--seconds', '2', '--filter', 'remotePort=443'], output);
    assert.equal(await capture.exitCode(), 0, capture.stderr);
    assert.match(capture.stdout, /^Capture alert-capture-\w+$/m);
    assert.match(capture.stdout, /captures/);
    const [file = '', ...others] = await readdir(output);
    assert.deepEqual(others, []);
    assert.match(file, /^terminal-.*\.cap$/);
    const magic = (await readFile(join(output, file))).readUInt32LE(0);
    assert.ok([0xa1b2c3d4, 0xa1b23c4d, 0x0a0d0d0a].includes(magic), magic.toString(16));
    const [session] = await simulator.sessionsOf(target);
    assert.partialDeepStrictEqual(session?.requested, { filters: [{ remotePort: '443' }] });
  });

  test('reports an error and ends with 1', async () => {
    using capture = run([newMachine('other')], '.');
    assert.equal(await capture.exitCode(), 1);
    assert.match(capture.stderr, /403.*ALLOWED_SCOPES/);
  });
});
