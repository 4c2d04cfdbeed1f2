import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { capturedFrame, tcpFrame } from '../../test-support/capture-files.ts';
import { clientHello, serverName } from '../../test-support/client-hello.ts';
import { Dissector } from '../layers/dissect.ts';
import { ServerNames } from './server-names.ts';

const dissector = new Dissector();

/** Adds requests of a name from a server, whose address has this number. */
function request(names: ServerNames, name: string, server = 1, times = 1): void {
  const payload = clientHello([serverName(name)]);
  const frame = tcpFrame({}, payload.length, { to: `10.1.${server >> 8}.${server & 255}` });
  payload.copy(frame, frame.length - payload.length);
  for (let time = 0; time < times; time++) {
    names.see(dissector.dissect(capturedFrame(frame, 1e15)));
  }
}

const address = (server = 1): string => String.fromCharCode(10, 1, server >> 8, server & 255);

describe('the names of a server', () => {
  test('are the three that were requested most there', () => {
    const names = new ServerNames();
    for (const [name, times] of [
      ['once.test', 1],
      ['most.test', 4],
      ['twice.test', 2],
      ['often.test', 3],
    ] as const) {
      request(names, name, 1, times);
    }
    request(names, 'other.test', 2, 9);
    assert.deepEqual(names.of(address(1)), ['most.test', 'often.test', 'twice.test']);
    assert.deepEqual(names.of(address(2)), ['other.test']);
    assert.deepEqual(names.of(address(3)), []);
  });

  test('are counted for the first eight of them', () => {
    const names = new ServerNames();
    for (let number = 1; number <= 8; number++) request(names, `${number}.test`);
    request(names, '9.test', 1, 5);
    request(names, '8.test', 1, 2);
    assert.deepEqual(names.of(address()), ['8.test', '1.test', '2.test']);
  });

  test('are kept for the first 4,096 servers', () => {
    const names = new ServerNames();
    for (let server = 0; server <= 4096; server++) request(names, 'a.test', server);
    request(names, 'b.test', 0, 2);
    const found = [0, 4095, 4096].map((server) => names.of(address(server)));
    assert.deepEqual(found, [['b.test', 'a.test'], ['a.test'], []]);
  });

  test('are not in other packets', () => {
    const names = new ServerNames();
    names.see(dissector.dissect(capturedFrame(tcpFrame({}, 20, { to: '10.1.0.1' }), 1e15)));
    assert.deepEqual(names.of(address()), []);
  });
});
