import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { dnsMessage } from '../../src/test-support/capture-files.ts';
import { waitFor } from './wait-for.ts';

const codes: Record<string, number> = { good: 0, wrong: 3, broken: 2 };
const questions = ['good', 'wrong', 'broken', 'wrong', 'good', 'broken', 'wrong', 'silent'];

/** The discard port, where nothing listens. */
const markerPort = 9;

interface Recording extends AsyncDisposable {
  /** Sends a packet with this text until it is recorded. */
  mark: (text: string) => Promise<unknown>;
}

/**
 * Records traffic on the loopback interface with dumpcap: eight HTTP connections, four of them reset
 * by the server, four refused connections, and questions to a local DNS server.
 * @throws {Error} when dumpcap may not record: it needs the capability CAP_NET_RAW.
 */
export async function recordLoopback(file: string): Promise<void> {
  const server = createServer((request, response) => {
    if (request.url === '/reset') request.socket.resetAndDestroy();
    else response.setHeader('connection', 'close').end('x'.repeat(50_000));
  });
  const dns = createSocket('udp4');
  const closed = createServer();
  try {
    const port = await listen(server);
    const closedPort = await listen(closed);
    closed.close();
    // Only port 53 counts as DNS; nothing else listens at this address.
    dns.bind(53, '127.53.53.53');
    await once(dns, 'listening');
    await using recording = await record(file, [port, closedPort, 53]);
    for (let time = 0; time < 4; time++) {
      await fetch(`http://127.0.0.1:${port}/`).then((response) => response.text());
      await fetch(`http://127.0.0.1:${port}/reset`).catch(() => undefined);
      await once(connect(closedPort, '127.0.0.1'), 'error');
    }
    await askAll(dns);
    // A question counts as unanswered when the last packet is more than a second later.
    const asked = performance.now();
    for (let time = 0; performance.now() - asked < 1100; time++)
      await recording.mark(`wait ${time}`);
    await recording.mark('it has ended');
  } finally {
    server.close();
    dns.close();
  }
}

async function askAll(dns: ReturnType<typeof createSocket>): Promise<void> {
  const client = createSocket('udp4');
  dns.on('message', (message, from) => {
    const name = message.toString('latin1', 13, 13 + (message[12] ?? 0));
    const code = codes[name];
    if (code === undefined) return;
    dns.send(
      dnsMessage(message.readUInt16BE(0), `${name}.test`, 0x8180 | code),
      from.port,
      from.address,
    );
  });
  for (const [id, name] of questions.entries()) {
    const answered = name in codes ? once(client, 'message') : undefined;
    await new Promise((sent) => {
      client.send(dnsMessage(id, `${name}.test`), 53, '127.53.53.53', sent);
    });
    await answered;
  }
  client.close();
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A recording of these ports, from its confirmed start until it is disposed. */
async function record(file: string, ports: readonly number[]): Promise<Recording> {
  const filter = [...ports, markerPort].map((port) => `port ${port}`).join(' or ');
  const dumpcap = spawn('dumpcap', ['-q', '-i', 'lo', '-f', filter, '-w', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  dumpcap.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const marker = createSocket('udp4');
  const mark = (text: string): Promise<unknown> =>
    waitFor(
      `dumpcap to record "${text}"`,
      async () => {
        if (dumpcap.exitCode !== null) throw new Error(`dumpcap has ended: ${said}`);
        marker.send(text, markerPort, '127.53.53.53');
        return readFile(file, 'latin1').catch(() => '');
      },
      (recorded) => recorded.includes(text),
    );
  await mark('it has begun');
  return {
    mark,
    async [Symbol.asyncDispose]() {
      marker.close();
      if (dumpcap.exitCode !== null) return;
      dumpcap.kill('SIGINT');
      await once(dumpcap, 'close');
    },
  };
}
