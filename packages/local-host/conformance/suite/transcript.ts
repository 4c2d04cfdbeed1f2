import { readFile } from 'node:fs/promises';

/** An HTTP message as text; each character of `body` is one byte (latin1). */
export interface Message {
  /** `GET /path HTTP/1.1` or `HTTP/1.1 200 OK`; without the version in requests made by hand. */
  firstLine: string;
  /** By lower-case name. */
  headers: ReadonlyMap<string, string>;
  body: string;
}

/** One recorded HTTP exchange. */
export interface Transcript {
  request: Message;
  response: Message;
}

const SEPARATOR = '----- response -----\n';

/** Reads a `.http` file: comments, the request, a separating line, the response. */
export async function readTranscript(file: URL): Promise<Transcript> {
  const text = await readFile(file, 'latin1');
  const [asked = '', answered = ''] = text.replace(/^(#.*\n)+/, '').split(SEPARATOR);
  return { request: requestOf(asked), response: messageOf(answered) };
}

// Only the length of long bodies was recorded.
function requestOf(text: string): Message {
  const partial = /^POST (\S+), Content-Length: (\d+), (\d+) KiB sent/.exec(text);
  if (partial) {
    const [, path = '', length = '', kibibytes] = partial;
    const headers = new Map([['content-length', length]]);
    return { firstLine: `POST ${path}`, headers, body: 'x'.repeat(Number(kibibytes) * 1024) };
  }
  const message = messageOf(text);
  const size = /^<(\d+) bytes>$/.exec(message.body);
  // A byte that is not UTF-8 was recorded as the replacement character.
  const body = size ? 'x'.repeat(Number(size[1])) : message.body.replaceAll('\xef\xbf\xbd', '\xff');
  return { ...message, body };
}

function messageOf(text: string): Message {
  const end = text.indexOf('\n\n');
  const [firstLine = '', ...lines] = (end < 0 ? text : text.slice(0, end)).split('\n');
  const headers = lines.filter(Boolean).map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const body = end < 0 ? '' : text.slice(end + 2).replace(/(?<!\n)\n+$/, '');
  return { firstLine, headers: new Map(headers), body };
}
