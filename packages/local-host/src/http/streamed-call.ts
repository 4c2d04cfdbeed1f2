import { randomUUID } from 'node:crypto';
import { request as sendRequest } from 'node:http';
import type { Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answerEmpty } from './answers.ts';
import {
  endToEndHeaders,
  flatHeaders,
  type CallFunction,
  type FunctionCall,
} from './function-call.ts';
import { maxRequestBytes } from './server-options.ts';

const invocationIdHeader = 'x-ms-invocation-id';

/**
 * Calls a function whose SDK takes HTTP as a stream (`enableHttpStream`): the request goes on to the
 * SDK's own server, joined to the invocation by a header, and its answer comes back the same way,
 * neither of them buffered.
 *
 * @throws what the function throws; an answer may be under way then
 */
export async function callStreamed(
  call: FunctionCall,
  invoke: CallFunction,
  agent: Agent,
): Promise<void> {
  const invocationId = randomUUID();
  const forwarded = forward(call, invocationId, agent);
  const answered = passAnswerOn(call, forwarded);
  const sent = sendBody(call, forwarded);
  // Broken streams show in `answered`; they must not count as unhandled meanwhile.
  answered.catch(() => undefined);
  sent.catch(() => forwarded.destroy());
  const gone = () => void forwarded.destroy();
  call.response.once('close', gone);
  try {
    const { returnedNothing } = await invoke({
      ...call.invocation,
      invocationId,
      triggerData: { value: undefined },
      triggerMetadata: { ...call.params, Headers: flatHeaders(call.request.headers) },
    });
    if (!returnedNothing) {
      await answered;
      return;
    }
    forwarded.destroy();
    answerEmpty(call.response, 204);
  } catch (error) {
    forwarded.destroy();
    throw error;
  } finally {
    call.response.off('close', gone);
  }
}

function forward(call: FunctionCall, invocationId: string, agent: Agent): ClientRequest {
  const { fn, request, path, host } = call;
  const headers: OutgoingHttpHeaders = {
    ...endToEndHeaders(request.headers),
    host,
    'x-forwarded-host': host,
    'x-forwarded-proto': 'http',
    [invocationIdHeader]: invocationId,
  };
  // This server has sent "100 Continue" already.
  delete headers['expect'];
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  return sendRequest(fn.httpUri ?? '', {
    agent,
    method: request.method,
    path: path.encoded,
    headers,
  });
}

async function sendBody(
  { request, response }: FunctionCall,
  forwarded: ClientRequest,
): Promise<void> {
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
  await pipeline(request, limit, forwarded);
}

/** Settles when the answer has been passed on to its end, or cannot be. */
async function passAnswerOn({ response }: FunctionCall, forwarded: ClientRequest): Promise<void> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    forwarded.once('response', resolve);
    forwarded.on('error', reject);
    forwarded.once('close', () => reject(new Error('The forwarded request was broken off.')));
  });
  if (response.headersSent) {
    answer.destroy();
    return;
  }
  for (const [name, values] of Object.entries(endToEndHeaders(answer.headers))) {
    if (name !== invocationIdHeader && name !== 'date') response.setHeader(name, values);
  }
  response.statusCode = answer.statusCode ?? 500;
  response.flushHeaders();
  await pipeline(answer, response);
}
