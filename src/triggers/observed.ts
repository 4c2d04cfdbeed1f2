import type {
  HttpRequest,
  HttpResponse,
  HttpResponseInit,
  InvocationContext,
} from '@azure/functions';
import { measureRequest } from '../telemetry/measures.ts';
import { inSpan, markFailed } from '../telemetry/spans.ts';

type Answer = HttpResponseInit | HttpResponse;

/**
 * Measures a request to the API, and records a span for one that may change something: the page repeats its
 * reads every two seconds.
 *
 * @param route the path with its parameters as names
 */
export async function observed(
  route: string,
  request: HttpRequest,
  context: InvocationContext,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  const { method } = request;
  const start = performance.now();
  const measured = async (): Promise<{ response: Answer; status: number }> => {
    const response = await answer();
    const status = response.status ?? 200;
    measureRequest((performance.now() - start) / 1000, { method, route, status });
    return { response, status };
  };
  if (method === 'GET') return (await measured()).response;
  // The host has continued the trace of the caller, if it takes part in traces.
  const traceparent =
    context.traceContext?.traceParent || request.headers.get('traceparent') || undefined;
  const attributes = { 'http.request.method': method, 'http.route': route };
  return inSpan(
    { name: `${method} ${route}`, kind: 'SERVER', traceparent, attributes },
    async (span) => {
      const { response, status } = await measured();
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) markFailed(span, String(status));
      return response;
    },
  );
}
