import { connect } from 'node:net';
import type { AppAddress } from '../../commands/app-host.ts';

/** An alert that received a 202. Times are epoch ms. */
export interface PostedAlert {
  /** Id of its capture. */
  id: string;
  /** Time when its first byte was sent. */
  sentAt: number;
  /** Time when the first byte of the response arrived. */
  answeredAt: number;
}

/**
 * Posts an alert over its own connection. An HTTP client would cost this process as much CPU as the
 * app's process needs to answer, on the same cores.
 *
 * @throws {Error} with the response, when it is not a 202
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
