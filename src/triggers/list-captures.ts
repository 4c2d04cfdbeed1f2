import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import type { CaptureState } from './capture-view.ts';
import { runtimeStatuses, viewCapture } from './capture-view.ts';
import { listInstances } from './durable-instances.ts';
import { HttpProblem } from './problem.ts';

const defaultTop = 50;
const maxTop = 500;

interface Query {
  state?: CaptureState;
  top: number;
  after?: Position;
}

/** Where a page ended; the next one goes on behind it. */
interface Position {
  startedAt: string;
  id: string;
}

/** `GET /api/captures`: the captures, newest first, a page at a time. */
export async function listCaptures(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const { state, top, after } = readQuery(request.query);
  const instances = await listInstances(client, {
    // The extension keeps milliseconds, but shows seconds.
    ...(after && { createdTimeTo: new Date(Date.parse(after.startedAt) + 1000) }),
    ...(state && { runtimeStatus: [...runtimeStatuses[state]] }),
  });
  const rows = instances
    .filter((instance) => instance.name === 'captureOnAlert')
    .map((instance) => ({ instance, position: positionOf(instance) }))
    .filter(({ position }) => after === undefined || newestFirst(after, position) < 0)
    .sort((one, other) => newestFirst(one.position, other.position));
  const page = rows.slice(0, top);
  const last = rows.length > top ? page.at(-1)?.position : undefined;
  return {
    jsonBody: {
      captures: page.map(({ instance }) => viewCapture(instance)),
      ...(last && { continuation: Buffer.from(JSON.stringify(last)).toString('base64url') }),
    },
  };
}

const positionOf = ({ createdTime, instanceId }: DurableOrchestrationStatus): Position => ({
  startedAt: new Date(createdTime).toISOString(),
  id: instanceId,
});

function newestFirst(one: Position, other: Position): number {
  return other.startedAt.localeCompare(one.startedAt) || one.id.localeCompare(other.id);
}

function readQuery(query: URLSearchParams): Query {
  const state = query.get('state');
  if (state !== null && !(state in runtimeStatuses)) {
    throw invalid('state', `one of ${Object.keys(runtimeStatuses).join(', ')}`, state);
  }
  const top = query.get('top');
  if (top !== null && !(/^\d{1,3}$/.test(top) && Number(top) >= 1 && Number(top) <= maxTop)) {
    throw invalid('top', `a whole number from 1 to ${maxTop}`, top);
  }
  const continuation = query.get('continuation');
  const after = continuation === null ? undefined : readPosition(continuation);
  return {
    ...(state !== null && { state: state as CaptureState }),
    top: top === null ? defaultTop : Number(top),
    ...(after && { after }),
  };
}

function readPosition(continuation: string): Position {
  try {
    const text = Buffer.from(continuation, 'base64url').toString('utf8');
    const { startedAt, id } = JSON.parse(text) as Partial<Position>;
    if (typeof id === 'string' && !Number.isNaN(Date.parse(startedAt ?? ''))) {
      return { startedAt: startedAt as string, id };
    }
  } catch {
    // Told below, like any other that we did not give out.
  }
  throw invalid('continuation', 'what the last page gave as continuation', continuation);
}

const invalid = (field: string, expected: string, got: string): HttpProblem =>
  new HttpProblem({
    kind: 'invalid-query',
    status: 400,
    title: 'The query is not valid',
    detail: `${field} must be ${expected}.`,
    errors: [{ field, expected, got: JSON.stringify(got).slice(0, 120) }],
  });
