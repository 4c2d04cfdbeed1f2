import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { setImmediate as nextRound } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { listenWidely } from './listen-widely.ts';

const CLIENTS = 200;

/** Connects the clients in another thread, and blocks this one until all are in the backlog. */
function connectAll(port: number): Worker {
  const connected = new Int32Array(new SharedArrayBuffer(4));
  const code = `
    const { workerData: { port, connected } } = require('node:worker_threads');
    for (let n = 0; n < ${CLIENTS}; n++) {
      require('node:net').connect(port, '127.0.0.1', () => {
        if (Atomics.add(connected, 0, 1) === ${CLIENTS - 1}) Atomics.notify(connected, 0);
      });
    }`;
  const clients = new Worker(code, { eval: true, workerData: { port, connected } });
  for (let seen = 0; seen < CLIENTS; seen = Atomics.load(connected, 0)) {
    Atomics.wait(connected, 0, seen, 100);
  }
  return clients;
}

const skip = process.platform !== 'linux' && 'several sockets share a port only on Linux';

test('a burst of clients is accepted in few rounds of the event loop', { skip }, async () => {
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    socket.on('error', () => undefined);
  });
  const { port, closeOthers } = await listenWidely(server, 0);
  const clients = connectAll(port);
  let rounds = 0;
  while (accepted < CLIENTS) {
    await nextRound();
    rounds += 1;
  }
  assert(rounds < CLIENTS / 4, `${rounds} rounds`);
  closeOthers();
  server.close();
  await clients.terminate();
});
