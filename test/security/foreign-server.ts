import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const openssl = promisify(execFile);

/** An HTTPS server of an attacker, which no credential of the app may reach. */
export interface ForeignServer extends AsyncDisposable {
  /** Host and port. */
  host: string;
  /** The certificate that the app trusts. */
  certificateFile: string;
  /** The `Authorization` header of every request, or `none`. */
  received: string[];
  /** Number of connections. */
  connections: () => number;
}

/** Starts the server with a new certificate. */
export async function startForeignServer(): Promise<ForeignServer> {
  await using started = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'alert-capture-foreign-'));
  started.defer(() => rm(directory, { recursive: true, force: true }));
  const [keyFile, certificateFile] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  await openssl('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '2', '-subj', '/CN=foreign', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', keyFile, '-out', certificateFile],
  ]);
  const received: string[] = [];
  let connections = 0;
  const [key, cert] = await Promise.all([keyFile, certificateFile].map((file) => readFile(file)));
  const server = createServer({ key, cert }, (request, response) => {
    received.push(request.headers.authorization ?? 'none');
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end('{"error":{"code":"NotFound","message":"Nothing here."}}');
  });
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  started.defer(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const running = started.move();
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificateFile,
    received,
    connections: () => connections,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
