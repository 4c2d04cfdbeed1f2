import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { StepError } from '../captures/failure.ts';
import { armOrigin } from './arm-url.ts';

/**
 * Rejects requests to hosts other than Resource Manager. It runs before the policy that adds the token,
 * because responses supply the URLs of pages and long-running operations.
 */
export const armOriginPolicy: PipelinePolicy = {
  name: 'armOriginPolicy',
  async sendRequest(request, next) {
    if (URL.parse(request.url)?.origin !== armOrigin) {
      throw new StepError(
        'ForeignOrigin',
        'A request with a token of Azure Resource Manager was to go to another host; it was not sent.',
        'Find out where the URL comes from: a made-up input or a forged answer.',
      );
    }
    return next(request);
  },
};
