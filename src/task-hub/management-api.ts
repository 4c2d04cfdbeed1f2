import type { InvocationContext } from '@azure/functions';
import * as v from 'valibot';
import { TaskHubUnavailable } from './task-hub-unavailable.ts';

/** An instance in the format of the management API. Times are ISO 8601. */
export interface InstanceStatus {
  name: string;
  instanceId: string;
  runtimeStatus: string;
  input: unknown;
  customStatus: unknown;
  output: unknown;
  createdTime: string;
  lastUpdatedTime: string;
  /** Present only if requested. */
  historyEvents?: Record<string, unknown>[];
}

/** Selects the instances to read. */
export interface InstanceFilter {
  createdFrom?: Date;
  createdTo?: Date;
  runtimeStatus?: readonly string[];
}

/** Operations that the SDK's client lacks: paged lists, and histories. */
export interface TaskHub {
  /** Instances that match the filter, in no useful order, in pages of some hundred. */
  list: (filter: InstanceFilter) => AsyncIterable<InstanceStatus[]>;
  /** An instance, with its history if requested; undefined if there is none. */
  find: (id: string, options?: { history: boolean }) => Promise<InstanceStatus | undefined>;
}

/** Source: `OrchestrationClientInputData` in durable-functions, from which its own client is built. */
const binding = v.object({
  rpcBaseUrl: v.nullish(v.string()),
  baseUrl: v.nullish(v.string(), ''),
  requiredQueryStringParameters: v.nullish(v.string(), ''),
});

const rowsPerPage = '500';
const continuation = 'x-ms-continuation-token';

/**
 * The management API of the Durable extension, at the URL in the function's own binding. Its methods throw
 * {@link TaskHubUnavailable}.
 */
export function taskHub({ options, extraInputs }: InvocationContext): TaskHub {
  const input = options.extraInputs.find(({ type }) => type === 'durableClient');
  const { rpcBaseUrl, baseUrl, requiredQueryStringParameters } = v.parse(
    binding,
    input && extraInputs.get(input),
  );
  const urlOf = (path: string, query: Record<string, string>): URL => {
    const url = rpcBaseUrl
      ? new URL(`instances${path}`, rpcBaseUrl)
      : new URL(`${baseUrl}/instances${path}?${requiredQueryStringParameters}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  };
  return {
    async *list(filter) {
      const url = urlOf('', { top: rowsPerPage, ...queryFor(filter) });
      let token: string | null = null;
      do {
        const response = await get(url, token === null ? {} : { [continuation]: token });
        yield (await response.json()) as InstanceStatus[];
        token = response.headers.get(continuation);
      } while (token);
    },
    async find(id, { history } = { history: false }) {
      const asked = { showHistory: 'true', showHistoryOutput: 'true' };
      const url = urlOf(`/${encodeURIComponent(id)}`, history ? asked : {});
      const response = await get(url, {}, 404);
      return response.status === 404 ? undefined : ((await response.json()) as InstanceStatus);
    },
  };
}

function queryFor({ createdFrom, createdTo, runtimeStatus }: InstanceFilter) {
  return {
    ...(createdFrom && { createdTimeFrom: createdFrom.toISOString() }),
    ...(createdTo && { createdTimeTo: createdTo.toISOString() }),
    ...(runtimeStatus && { runtimeStatus: runtimeStatus.join(',') }),
  };
}

async function get(
  url: URL,
  headers: Record<string, string>,
  expected?: number,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { headers });
  } catch (error) {
    throw new TaskHubUnavailable(error);
  }
  if (response.ok || response.status === expected) return response;
  await response.body?.cancel();
  // The URL may contain a key, so the message does not include it.
  throw new TaskHubUnavailable(new Error(`The management API answered ${response.status}.`));
}
