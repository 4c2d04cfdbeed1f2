import type { HttpMethod } from '@azure/functions';
import type { HttpDurableClientHandler } from 'durable-functions';
import { app as functions } from '@azure/functions';
import { servePage } from '../ui/serve-page.ts';
import { clientInput, durableClient } from '../task-hub/durable-client.ts';
import { answerError } from './answer-error.ts';
import { getFile, getTraffic } from './capture-file.ts';
import { getPacket, getPackets } from './capture-packets.ts';
import { getCapture } from './get-capture.ts';
import { getHistory } from './get-history.ts';
import { listCaptures } from './list-captures.ts';
import {
  captureAgain,
  purgeCapture,
  raiseCaptureEvent,
  terminateCapture,
} from './manage-capture.ts';
import { postAlert } from './post-alert.ts';
import { postCapture } from './post-capture.ts';
import { requestStop } from './request-stop.ts';

function route(
  name: string,
  method: HttpMethod,
  path: string,
  handle: HttpDurableClientHandler,
): void {
  functions.http(name, {
    methods: [method],
    route: path,
    authLevel: 'function',
    extraInputs: [clientInput],
    async handler(request, context) {
      try {
        return await handle(request, durableClient(context), context);
      } catch (error) {
        return answerError(error, context);
      }
    },
  });
}

route('postAlert', 'POST', 'alerts', postAlert);
route('postCapture', 'POST', 'captures', postCapture);
route('listCaptures', 'GET', 'captures', listCaptures);
route('getCapture', 'GET', 'captures/{id}', getCapture);
route('getHistory', 'GET', 'captures/{id}/history', getHistory);
route('getTraffic', 'GET', 'captures/{id}/traffic', getTraffic);
route('getPackets', 'GET', 'captures/{id}/packets', getPackets);
route('getPacket', 'GET', 'captures/{id}/packets/{number}', getPacket);
route('getFile', 'GET', 'captures/{id}/file', getFile);
route('requestStop', 'POST', 'captures/{id}/stop', requestStop);
route('captureAgain', 'POST', 'captures/{id}/again', captureAgain);
route('raiseCaptureEvent', 'POST', 'captures/{id}/events/{name}', raiseCaptureEvent);
route('terminateCapture', 'POST', 'captures/{id}/terminate', terminateCapture);
route('purgeCapture', 'DELETE', 'captures/{id}', purgeCapture);

for (const [name, path] of Object.entries({ page: 'ui', pageFile: 'ui/{*path}' })) {
  functions.http(name, {
    methods: ['GET'],
    route: path,
    authLevel: 'anonymous',
    handler: servePage,
  });
}
