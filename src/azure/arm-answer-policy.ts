import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { StepError } from '../captures/failure.ts';

/**
 * Rejects answers that are not JSON. Resource Manager always sends JSON, so such an answer comes from a
 * proxy or gateway on the way, and its status says nothing about the resource. The SDK would read it as an
 * empty result.
 */
export const armAnswerPolicy: PipelinePolicy = {
  name: 'armAnswerPolicy',
  async sendRequest(request, next) {
    const response = await next(request);
    const { status, headers, bodyAsText } = response;
    const contentType = headers.get('content-type') ?? 'application/json';
    // These are transient anyway, and the answer may name a delay.
    const isBusy = status === 429 || status >= 500;
    if (isBusy || !bodyAsText?.trim() || /\bjson\b/i.test(contentType)) return response;
    throw new StepError(
      'AnswerNotJson',
      `Azure Resource Manager answered ${status} with ${contentType.slice(0, 60)} instead of JSON.`,
      'Check the proxies and firewalls between the app and Azure Resource Manager.',
      { transient: true },
    );
  },
};
