import { Agent, request as send } from 'node:http';

// A minimal client, so that the measurement is dominated by the server.
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** A complete response. */
export interface Answer {
  status: number;
  text: string;
  headers: NodeJS.Dict<string | string[]>;
}

/** Sends a request and reads its response, for any status. */
export function request(
  method: 'GET' | 'POST',
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = send(url, { method, agent, headers: { ...type, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The JSON of a response. @throws {Error} with the response when its status is not 2xx */
export async function requestJson<T>(...args: Parameters<typeof request>): Promise<T> {
  const { status, text } = await request(...args);
  if (status < 200 || status > 299) {
    throw new Error(`${args[0]} ${args[1]} answered ${status}: ${text}`);
  }
  return JSON.parse(text) as T;
}
