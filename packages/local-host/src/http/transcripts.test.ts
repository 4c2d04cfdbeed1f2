import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { request as sendRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import type { FunctionApp } from '../worker/function-app.ts';
import { loadApp } from '../worker/load-app.ts';
import { createHttpServer, type HttpServer } from './http-server.ts';

const fixtures = new URL('../../fixtures/', import.meta.url);
const transcripts = new URL('transcripts/http-triggers/', fixtures);
const separator = '----- response -----\n';
const keys = { function: 'function-key', system: 'system-key', master: 'master-key' };

/** Exchanges recorded from the Functions host, replayed byte by byte. */
describe('HTTP triggers answer as recorded:', async () => {
  let app: FunctionApp;
  let server: HttpServer;

  before(async () => {
    app = await loadApp({
      appDirectory: fileURLToPath(new URL('apps/http-classic', fixtures)),
      supportedBindings: ['httpTrigger', 'http', 'durableClient'],
    });
    server = createHttpServer({ app, keys, routePrefix: 'api' });
    await server.listen();
  });
  after(async () => {
    await server.close();
    await app.close();
  });

  for (const file of (await readdir(transcripts)).sort()) {
    test(file, async () => {
      const text = await readFile(new URL(file, transcripts), 'latin1');
      const [asked = '', expected = ''] = text.split(separator);
      const answer = await send(server.url!, parseRequest(asked));
      const wanted = parseMessage(expected);
      assert.equal(answer.statusCode, Number(wanted.firstLine.split(' ')[1]));
      for (const name of ['content-type', 'www-authenticate', 'cache-control', 'x-a', 'pragma']) {
        assert.equal(answer.headers[name], wanted.headers.get(name), name);
      }
      assertSameBody((await buffer(answer)).toString(), wanted.body);
    });
  }
});

interface Message {
  firstLine: string;
  headers: Map<string, string>;
  body: string;
}

/** The names for the function and the master key are swapped in the recordings. */
function parseRequest(text: string): Message {
  const renamed = text
    .replace(/^#.*\n/, '')
    // Bytes that are no UTF-8 were replaced by the mark for them.
    .replaceAll('\xef\xbf\xbd', '\xff')
    .replace('=MASTER_KEY', `=${keys.function}`)
    .replace('=FUNCTION_KEY', `=${keys.master}`)
    .replace('=SYSTEM_KEY', `=${keys.system}`);
  const oversize = /^POST (\S+), Content-Length: (\d+), (\d+) KiB sent/.exec(renamed);
  if (oversize) {
    const [, path, length, sent] = oversize;
    const headers = new Map([['content-length', length!]]);
    return { firstLine: `POST ${path}`, headers, body: 'x'.repeat(Number(sent) * 1024) };
  }
  const message = parseMessage(renamed);
  const size = /^<(\d+) bytes>\s*$/.exec(message.body);
  return size ? { ...message, body: 'x'.repeat(Number(size[1])) } : message;
}

function parseMessage(text: string): Message {
  const [head = '', ...rest] = text.split('\n\n');
  const [firstLine = '', ...lines] = head.split('\n');
  const headers = lines.map((line): [string, string] => {
    const [name = '', value = ''] = line.split(/: (.*)/s);
    return [name.toLowerCase(), value];
  });
  return { firstLine, headers: new Map(headers), body: rest.join('\n\n').replace(/\n$/, '') };
}

function send(url: string, { firstLine, headers, body }: Message): Promise<IncomingMessage> {
  const [method, path] = firstLine.split(' ');
  return new Promise((resolve, reject) => {
    const request = sendRequest(url, {
      method,
      path,
      agent: false,
      setDefaultHeaders: false,
      headers: { host: '127.0.0.1:20180', ...Object.fromEntries(headers) },
    });
    request.once('response', resolve);
    request.once('error', reject);
    const length = Number(headers.get('content-length') ?? 0);
    const bytes = Buffer.from(body, 'latin1').subarray(0, length);
    if (bytes.length < length) request.write(bytes);
    else request.end(bytes);
  });
}

function assertSameBody(actual: string, recorded: string): void {
  const expected = Buffer.from(recorded, 'latin1').toString().trimEnd();
  if (!expected.startsWith('{')) {
    assert.equal(actual, expected);
    return;
  }
  const fields = (text: string) => JSON.parse(text) as Record<string, unknown>;
  if (!('processUptime' in fields(expected))) {
    assert.deepEqual(fields(actual), fields(expected));
    return;
  }
  assert.deepEqual(Object.keys(fields(actual)), Object.keys(fields(expected)));
}
