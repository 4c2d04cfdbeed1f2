import { randomUUID } from 'node:crypto';
import { Agent, request as sendRequest, type ClientRequest, type IncomingMessage } from 'node:http';
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
    if (!returnedNothing) return await answered;
    forwarded.destroy();
    answerEmpty(call.response, 204);
  } catch (error) {
    forwarded.destroy();
    throw error;
  } finally {
    call.response.off('close', gone);
  }
}

function forward(
  { fn, request, path, host }: FunctionCall,
  id: string,
  agent: Agent,
): ClientRequest {
  const { expect: _answeredAlready, ...headers } = endToEndHeaders(request.headers);
  const chunked = request.headers['transfer-encoding'] !== undefined;
  return sendRequest(new URL(fn.httpUri!), {
    agent,
    method: request.method,
    path: path.encoded,
    headers: {
      ...headers,
      host,
      'x-forwarded-host': host,
      'x-forwarded-proto': 'http',
      [invocationIdHeader]: id,
      ...(chunked && { 'transfer-encoding': 'chunked' }),
    },
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
      if (bytes <= maxRequestBytes) return done(null, chunk);
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
  const { [invocationIdHeader]: _id, date: _date, ...headers } = endToEndHeaders(answer.headers);
  for (const [name, values] of Object.entries(headers)) response.setHeader(name, values);
  response.statusCode = answer.statusCode ?? 500;
  response.flushHeaders();
  await pipeline(answer, response);
}
