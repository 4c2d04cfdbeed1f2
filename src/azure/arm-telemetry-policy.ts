import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { countArmError } from '../telemetry/measures.ts';
import { inSpan, markFailed } from '../telemetry/spans.ts';

/** Records a span for each request to Resource Manager, and counts those that failed. */
export const armTelemetryPolicy: PipelinePolicy = {
  name: 'armTelemetryPolicy',
  sendRequest(request, next) {
    const { method } = request;
    const { host: address, pathname: path } = new URL(request.url);
    const attributes = {
      'http.request.method': method,
      'server.address': address,
      'url.path': path,
    };
    return inSpan({ name: method, kind: 'CLIENT', attributes }, async (span) => {
      let status: number;
      try {
        const response = await next(request);
        ({ status } = response);
        span.setAttribute('http.response.status_code', status);
        // The app asks for sessions and machines that may be gone; that answer is not an error.
        if (status >= 400 && status !== 404) {
          markFailed(span, String(status));
          countArmError(method, String(status));
        }
        return response;
      } catch (error) {
        countArmError(method, error instanceof Error ? error.name : 'unknown');
        throw error;
      }
    });
  },
};
