import { connect } from 'node:net';
import type { AppAddress } from '../../commands/app-host.ts';

/** An alert that was answered 202. Times are epoch ms. */
export interface PostedAlert {
  /** Of its capture. */
  id: string;
  /** When its first byte was sent. */
  sentAt: number;
  /** When the first of the answer came. */
  answeredAt: number;
}

/**
 * Posts an alert over a connection of its own. A client for HTTP would cost this process as much as it
 * costs the app's to answer it, on the same two cores.
 *
 * @throws {Error} quoting any other answer
 */
export function postAlert(app: AppAddress, payload: string): Promise<PostedAlert> {
  const { hostname, port, host } = new URL(app.app);
  const head = [
    'POST /api/alerts HTTP/1.1',
    `host: ${host}`,
    `x-functions-key: ${app.functionKey}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(payload)}`,
    'connection: close',
  ].join('\r\n');
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    let answeredAt = 0;
    let answer = '';
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      sentAt = now();
      socket.write(`${head}\r\n\r\n${payload}`);
    });
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answeredAt ||= now();
      answer += text;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const [, id] = /^HTTP\/1\.1 202 .*"id":"([^"]+)"/s.exec(answer) ?? [];
      if (id === undefined) reject(new Error(`The alert was answered: ${answer || 'not at all'}`));
      else resolve({ id, sentAt, answeredAt });
    });
  });
}

const now = (): number => performance.timeOrigin + performance.now();
