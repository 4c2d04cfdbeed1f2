import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, describe, test } from 'node:test';
import { startFixture } from '../test-support/start-host.ts';
import { waitFor } from '../test-support/wait-for.ts';

interface Status {
  runtimeStatus: string;
  input: unknown;
  output: unknown;
}

const errors: string[] = [];
const host = await startFixture({ after }, 'durable-client', {
  onLog: ({ level, message }) => {
    if (level === 'error') errors.push(message);
  },
});

describe('bad input to the management API', () => {
  const url = (path: string) =>
    `${host.url}/runtime/webhooks/durabletask/${path}${path.includes('?') ? '&' : '?'}code=${host.keys.system}`;

  function post(path: string, body = ''): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(url(path), { method: 'POST', body, headers });
  }

  async function status(id: string): Promise<Status | undefined> {
    const response = await fetch(url(`instances/${encodeURIComponent(id)}`));
    return response.status === 404 ? undefined : ((await response.json()) as Status);
  }

  async function reach(id: string, wanted: string): Promise<Status> {
    const seen = await waitFor(
      () => status(id),
      (each) => each?.runtimeStatus === wanted,
    );
    return seen!;
  }

  /** Sends a request over a separate socket and closes it before the whole body is sent. */
  async function cutOff(path: string, head: string[], body: string): Promise<void> {
    const { hostname, port, pathname, search } = new URL(url(path));
    const socket = connect(Number(port), hostname);
    const lines = [`POST ${pathname}${search} HTTP/1.1`, `Host: ${hostname}`, ...head, '', body];
    socket.write(lines.join('\r\n'));
    await once(socket, 'connect');
    await new Promise<void>((resolve) => void socket.write('', () => resolve()));
    socket.destroy();
    await once(socket, 'close');
  }

  test('a body that is cut off starts nothing and raises nothing', async () => {
    await post('orchestrators/wait/whole', '1');
    await reach('whole', 'Running');
    const json = 'Content-Type: application/json';
    await cutOff('orchestrators/echo/cut-1', [json, 'Content-Length: 50'], '{"a":');
    await cutOff(
      'orchestrators/echo/cut-2',
      [json, 'Transfer-Encoding: chunked'],
      '5\r\n{"a":\r\n',
    );
    await cutOff('instances/whole/raiseEvent/Go', [json, 'Content-Length: 50'], '1');
    await cutOff('entities/counter/cut?op=add', [json, 'Content-Length: 50'], '1');
    // This later request has a response, so the host has already handled the aborted one.
    assert.equal((await post('instances/whole/raiseEvent/Go', '2')).status, 202);
    assert.deepEqual((await reach('whole', 'Completed')).output, { event: 2 });
    assert.equal(await status('cut-1'), undefined);
    assert.equal(await status('cut-2'), undefined);
    assert.equal((await fetch(url('entities/counter/cut'))).status, 404);
    assert.deepEqual(errors, []);
  });

  for (const body of ['{"a":', '{"a"', '[1,', '"', '{bad}', 'undefined', '\u0000']) {
    test(`${JSON.stringify(body)} is refused`, async () => {
      const response = await post('orchestrators/echo/refused', body);
      assert.equal(response.status, 400);
      const { Message, ExceptionMessage } = (await response.json()) as Record<string, string>;
      assert.equal(Message, 'Invalid JSON content');
      assert.ok(ExceptionMessage);
      assert.equal(await status('refused'), undefined);
    });
  }

  const unusualIds = [
    'with space',
    "'; DROP TABLE instances; --",
    'a"b<c>&amp;',
    '100%',
    'q?x=1&y=2',
    'a#b',
    '@x@y',
    'æøå',
    '日本語',
    '👩‍🚀',
    'e\u0301',
    '\u00e9',
    'a.b_c-d~e:f;g,h=i+j$k!l*m(n)',
    'x'.repeat(300),
  ];
  for (const id of unusualIds) {
    test(`the id ${JSON.stringify(id).slice(0, 40)} works`, async () => {
      const path = encodeURIComponent(id);
      const started = await post(`orchestrators/wait/${path}`, '1');
      assert.equal(started.status, 202);
      const { statusQueryGetUri = '' } = (await started.json()) as Record<string, string>;
      assert.equal(((await (await fetch(statusQueryGetUri)).json()) as Status).input, 1);
      assert.equal((await post(`instances/${path}/raiseEvent/Go`, '1')).status, 202);
      await reach(id, 'Completed');
      const purged = await fetch(url(`instances/${path}`), { method: 'DELETE' });
      assert.deepEqual(await purged.json(), { instancesDeleted: 1 });
    });
  }

  for (const id of ['a/b', 'a\\b', 'line\nbreak', 'nul\u0000', '\u007f']) {
    test(`the id ${JSON.stringify(id)} is refused`, async () => {
      const response = await post(`orchestrators/wait/${encodeURIComponent(id)}`, '1');
      assert.equal(response.status, 400);
      assert.match(
        ((await response.json()) as { Message: string }).Message,
        /is not an instance ID/,
      );
    });
  }

  test('a path with invalid UTF-8 is unknown', async () => {
    assert.equal((await post('orchestrators/wait/%ff%fe', '1')).status, 404);
    assert.equal((await fetch(url('instances/%zz'))).status, 404);
  });

  test('1 MB is stored and returned', async () => {
    const text = 'ü'.repeat(512 * 1024);
    await post('orchestrators/measure/large-in', JSON.stringify(text));
    const measured = await reach('large-in', 'Completed');
    assert.deepEqual([measured.input, measured.output], [text, text.length]);

    await post('orchestrators/produce/large-out', `${1024 * 1024}`);
    assert.equal((await reach('large-out', 'Completed')).output, 'z'.repeat(1024 * 1024));

    await post('orchestrators/wait/large-event', '1');
    await post('instances/large-event/raiseEvent/Go', JSON.stringify(text));
    assert.deepEqual((await reach('large-event', 'Completed')).output, { event: text });
  });

  test('JSON that is nested too deeply is refused, and the largest depth is accepted', async () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    for (const path of [
      'orchestrators/echo/deep',
      'instances/deep-1/raiseEvent/Go',
      'entities/counter/deep?op=add',
    ]) {
      await post('orchestrators/wait/deep-1', nested(1000));
      const response = await post(path, nested(100_000));
      assert.equal(response.status, 400, path);
      assert.match(await response.text(), /more than 1000 levels/);
    }
    assert.deepEqual((await reach('deep-1', 'Running')).input, JSON.parse(nested(1000)));
    assert.equal((await fetch(url('instances'))).status, 200);
    await post('instances/deep-1/raiseEvent/Go', nested(1000));
    const { output } = await reach('deep-1', 'Completed');
    // The orchestrator adds one level of nesting, so the output is shown as text.
    assert.equal(output, `{"event":${nested(1000)}}`);
    assert.equal((await fetch(url('instances'))).status, 200);
  });

  test('none is an error of the host', () => {
    assert.deepEqual(errors, []);
  });
});
