import { request as sendHttp } from 'node:http';
import { request as sendHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { Message } from './transcript.ts';

/** Answer of a host; `body` is text. */
export interface Answer {
  status: number;
  headers: ReadonlyMap<string, string>;
  body: string;
}

/** Sends a request unchanged; adds no header except `Host`. */
export function send(base: string, { firstLine, headers, body }: Message): Promise<Answer> {
  const [method = '', path] = firstLine.split(' ');
  const { host, protocol } = new URL(base);
  const bytes = Buffer.from(body, 'latin1');
  const declared = Number(headers.get('content-length') ?? 0);
  // A declared length beyond the body's is part of the recording; other lengths are replaced by the body's.
  const isPartial = declared > 1024 && declared > bytes.length;
  const sent = new Map(headers).set('host', host);
  if (!isPartial && headers.has('content-length')) sent.set('content-length', `${bytes.length}`);
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? sendHttps : sendHttp)(base, {
      method,
      path,
      agent: false,
      setDefaultHeaders: false,
      headers: Object.fromEntries(sent),
    });
    request.once('error', reject);
    request.once('response', (response) => {
      buffer(response).then((received) => {
        const each = Object.entries(response.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        resolve({
          status: response.statusCode ?? 0,
          headers: new Map(each),
          body: received.toString(),
        });
      }, reject);
    });
    if (isPartial) request.write(bytes);
    else request.end(bytes);
  });
}
