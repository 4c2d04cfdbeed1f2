import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { PortInUseError, rememberedPorts, rememberPorts, waitUntilFree } from './ports.ts';

const directory = await mkdtemp(join(tmpdir(), 'ports-'));
after(() => rm(directory, { recursive: true }));

test('a new state has ports chosen by the system, and a known one keeps its ports', async () => {
  const none = { app: 0, azurite: 0, simulator: 0, notifications: 0 };
  assert.deepEqual(await rememberedPorts(directory), none);
  const ports = { app: 7071, azurite: 10_000, simulator: 4001, notifications: 4002 };
  await rememberPorts(directory, ports);
  assert.deepEqual(await rememberedPorts(directory), ports);
});

test('a port is awaited until a timeout', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await assert.rejects(waitUntilFree(port, 'app', 0), (error) => {
    assert.ok(error instanceof PortInUseError);
    assert.match(error.message, new RegExp(`^Port ${port}, meant for app, is in use`));
    return true;
  });
  const free = waitUntilFree(port, 'app');
  server.close();
  await free;
});
