import { randomUUID } from 'node:crypto';
import type { Server, ServerResponse } from 'node:http';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answerEmpty } from './answers.ts';
import { flatHeaders, type CallFunction, type FunctionCall } from './function-call.ts';

const invocationIdHeader = 'x-ms-invocation-id';

/**
 * Calls a function whose SDK handles HTTP as a stream (`enableHttpStream`). The Functions host forwards
 * the request to the SDK's own server, and a header links it to the invocation. Here the request is
 * passed to that server object directly, because a second connection costs more than most functions do.
 *
 * @throws what the function throws; part of the response may have been sent by then
 */
export async function callStreamed(
  call: FunctionCall,
  invoke: CallFunction,
  sdk: Server,
): Promise<void> {
  const { request, response, invocation, path, params } = call;
  const invocationId = randomUUID();
  const Headers = flatHeaders(request.headers);
  sdk.emit('request', incoming(call, invocationId), outgoing(response));
  const { returnedNothing } = await invoke({
    ...invocation,
    invocationId,
    triggerData: { value: undefined },
    triggerMetadata: { ...lastValues(path.query), ...params, Headers },
  });
  if (returnedNothing) answerEmpty(response, 204);
}

/** Without route parameters, the SDK takes the query's parameters too. The last of repeated values counts. */
function lastValues(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(query);
}

/** The parts of a request that the SDK reads. The client's own headers come with the invocation. */
function incoming(call: FunctionCall, invocationId: string): Readable {
  const { request, path, host } = call;
  const isCounted = request.headers['transfer-encoding'] === undefined;
  return Object.assign(isCounted ? request : limited(call), {
    method: request.method,
    url: path.encoded,
    headers: {
      'x-forwarded-host': host,
      'x-forwarded-proto': 'http',
      [invocationIdHeader]: invocationId,
    },
  });
}

/** A body of unknown length, limited to `maxRequestBytes`. */
function limited({ request, response, maxRequestBytes }: FunctionCall): Transform {
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxRequestBytes) {
        done(null, chunk);
        return;
      }
      answerEmpty(response, 500, { connection: 'close' });
      done(new Error(`The request body is larger than ${maxRequestBytes} bytes.`));
    },
  });
  // The function gets the error when the body is cut off.
  pipeline(request, limit).catch(() => undefined);
  return limit;
}

/** The response object that the SDK writes to. */
function outgoing(
  response: ServerResponse,
): Pick<ServerResponse, 'statusCode' | 'setHeader' | 'write' | 'end'> {
  return {
    set statusCode(status: number) {
      response.statusCode = status;
    },
    setHeader(name, value) {
      if (name !== invocationIdHeader && !response.headersSent) response.setHeader(name, value);
      return response;
    },
    write: (chunk: unknown) => response.write(chunk),
    end: () => response.end(),
  };
}
