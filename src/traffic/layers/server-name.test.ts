import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { capturedFrame, tcpFrame, udpFrame } from '../../test-support/capture-files.ts';
import { clientHello, extension, serverName } from '../../test-support/client-hello.ts';
import { Dissector } from './dissect.ts';
import { serverNameIn } from './server-name.ts';

const nameInFrame = (frame: Buffer): string | undefined =>
  serverNameIn(new Dissector().dissect(capturedFrame(frame, 1e15)));

/** The name in a TCP segment with this payload. */
const nameIn = (payload: Buffer | string): string | undefined =>
  nameInFrame(withPayload(Buffer.from(payload as string, 'latin1')));

function withPayload(payload: Buffer): Buffer {
  const frame = tcpFrame({}, payload.length);
  payload.copy(frame, frame.length - payload.length);
  return frame;
}

const named = serverName('login.example.test');

describe('the server name of a TLS ClientHello', () => {
  test('is found behind whatever precedes it', () => {
    const others = [extension(10, Buffer.alloc(4, 1)), extension(0x0a0a, Buffer.alloc(0))];
    const cases: [extensions: Buffer[], options: Parameters<typeof clientHello>[1]][] = [
      [[named], {}],
      [[...others, named, ...others], {}],
      [[named], { sessionId: 'x'.repeat(32) }],
      [[named], { suites: [0x0a0a, 0x1301, 0x1302, 0x1303] }],
      [[...others, named], { sessionId: 'x'.repeat(32), suites: [0x1301, 0x1302] }],
    ];
    for (const [extensions, options] of cases) {
      assert.equal(nameIn(clientHello(extensions, options)), 'login.example.test');
    }
  });

  test('is not there without the extension, or in another message', () => {
    for (const [what, payload] of [
      ['no extension', clientHello([])],
      ['another extension', clientHello([extension(16, Buffer.from(named))])],
      ['an empty name', clientHello([serverName('')])],
      ['a ServerHello', clientHello([named], { message: 2 })],
      ['another version', clientHello([named], { version: 2 })],
      ['application data', clientHello([named], { type: 23 })],
    ] as const) {
      assert.equal(nameIn(payload), undefined, what);
    }
  });

  test('is not read when it was captured in part', () => {
    const whole = clientHello([named]);
    for (let kept = 0; kept < whole.length; kept++) {
      assert.equal(nameIn(whole.subarray(0, kept)), undefined, `${kept} bytes`);
    }
    assert.equal(nameIn(whole), 'login.example.test');
  });

  test('is not searched for in UDP', () => {
    assert.equal(nameInFrame(udpFrame(clientHello([named]), { toPort: 443 })), undefined);
  });

  test('has only characters of a host name, and at most 255', () => {
    const nameOf = (name: string) => nameIn(clientHello([serverName(name)]));
    for (const name of ['a', 'A-1_b.example', 'x'.repeat(255)]) assert.equal(nameOf(name), name);
    for (const name of ['<script>', 'a b', 'ä.test', 'a\n', '\na', 'x'.repeat(256)]) {
      assert.equal(nameOf(name), undefined, name);
    }
  });
});

describe('the host of an HTTP request', () => {
  test('is the value of its Host field', () => {
    for (const [request, host] of [
      ['GET / HTTP/1.1\r\nHost: example.test\r\n\r\n', 'example.test'],
      ['POST /a?b=c HTTP/1.0\r\nAccept: */*\r\nHOST:example.test:8080\r\n', 'example.test:8080'],
      ['OPTIONS * HTTP/1.1\nX: y\nhost: \t [2001:db8::1]:80 \n\n', '[2001:db8::1]:80'],
      ['ACL / HTTP/1.1\r\nHost: a\r\n', 'a'],
      ['ZZZ / HTTP/1.1\r\nHost: z\r\n', 'z'],
    ] as const) {
      assert.equal(nameIn(request), host, request);
    }
  });

  test('is not there in what is not a request, or has no valid one', () => {
    for (const payload of [
      'get / HTTP/1.1\r\nHost: example.test\r\n',
      'GET / HTTP/2.0\r\nHost: example.test\r\n',
      'GET  HTTP/1.1\r\nHost: example.test\r\n',
      'GET / HTTP/1.1 \r\nHost: example.test\r\n',
      'HTTP/1.1 200 OK\r\nHost: example.test\r\n',
      'SOME GET / HTTP/1.1\r\nHost: example.test\r\n',
      '@ET / HTTP/1.1\r\nHost: example.test\r\n',
      '[ET / HTTP/1.1\r\nHost: example.test\r\n',
      'GET / HTTP/1.1\r\nAccept: */*\r\n\r\n',
      'GET / HTTP/1.1\r\nX-Host: example.test\r\n',
      'GET / HTTP/1.1\r\nHost: <script>\r\n',
      'GET / HTTP/1.1\r\nHost: \r\n',
    ]) {
      assert.equal(nameIn(payload), undefined, payload);
    }
  });

  test('is searched for in the first 4,096 bytes', () => {
    const withField = (length: number): string =>
      `GET / HTTP/1.1\r\nX: ${'y'.repeat(length)}\r\nHost: example.test\r\n`;
    assert.equal(nameIn(withField(4000)), 'example.test');
    assert.equal(nameIn(withField(4096)), undefined);
  });
});
