import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkHost } from './host-header.ts';

const headers = {
  known: [
    ...['localhost', 'LocalHost:7071', 'localhost.', 'app.localhost:80'],
    ...['127.0.0.1', '127.0.0.1:7071', '127.8.9.10', '127.1', '[::1]', '[::1]:7071'],
    ...['tunnel.example', 'Tunnel.Example:8443'],
  ],
  foreign: [
    ...['rebind.example', 'localhost.example:7071', '127.0.0.1.example', 'notlocalhost'],
    ...['0.0.0.0:7071', '10.0.0.4', '128.0.0.1', '[::]', '[2001:db8::1]:7071'],
  ],
  malformed: [
    ...['', ' ', ':7071', 'a b', 'user@localhost', 'localhost/', 'localhost?x', 'localhost#x'],
    ...['localhost:port', 'localhost:123456', 'localhost:99999', '[::1', '[::1]x', '256.1.1.1'],
    ...['localhost\\x', 'localhost,localhost', 'l%6fcalhost', 'localhost:80:80'],
  ],
} as const;

for (const [expected, examples] of Object.entries(headers)) {
  for (const header of examples) {
    test(`Host '${header}' is ${expected}`, () => {
      assert.equal(checkHost(header, ['tunnel.example']), expected);
    });
  }
}
