import type { Random } from '../model/random.ts';

/** The bytes of a request and its response, in the protocol of the port. */
export interface Exchange {
  readonly request: Buffer;
  readonly response: Buffer;
}

/** The payloads of client and server for a port: HTTP, TLS records, or plain lines. */
export function exchange(port: number, hostName: string, random: Random): Exchange {
  const size = random.whole(300, 4000);
  if (port === 80 || port === 8080) return httpExchange(hostName, size);
  if (port === 443) {
    return {
      request: tlsRecord(random.bytes(random.whole(80, 400))),
      response: tlsRecord(random.bytes(size)),
    };
  }
  return { request: textLine('query', 60), response: textLine('result', size) };
}

function httpExchange(hostName: string, size: number): Exchange {
  const body = JSON.stringify({ status: 'ok', data: 'x'.repeat(size) });
  return {
    request: Buffer.from(
      `GET /api/status HTTP/1.1\r\nHost: ${hostName}\r\nUser-Agent: app/1.0\r\nAccept: application/json\r\n\r\n`,
    ),
    response: Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    ),
  };
}

/** A TLS 1.2 application data record (RFC 5246): the content is encrypted, so any bytes are valid. */
function tlsRecord(content: Buffer): Buffer {
  const header = Buffer.from([0x17, 0x03, 0x03, 0, 0]);
  header.writeUInt16BE(content.length, 3);
  return Buffer.concat([header, content]);
}

function textLine(word: string, length: number): Buffer {
  return Buffer.from(`${word} ${'.'.repeat(length)}\n`);
}
