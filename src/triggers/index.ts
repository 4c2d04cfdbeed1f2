import type { HttpDurableClientHandler } from 'durable-functions';
import type { HttpRequest } from '@azure/functions';
import { app as functions } from '@azure/functions';
import { servePage } from '../ui/serve-page.ts';
import { clientInput, durableClient } from '../task-hub/durable-client.ts';
import { answerError } from './answer-error.ts';
import { getFile, getTraffic } from './capture-file.ts';
import { getPacket, getPackets } from './capture-packets.ts';
import { getApi } from './get-api.ts';
import { getCapture } from './get-capture.ts';
import { getHistory } from './get-history.ts';
import { listCaptures } from './list-captures.ts';
import {
  captureAgain,
  purgeCapture,
  raiseCaptureEvent,
  terminateCapture,
} from './manage-capture.ts';
import { observed } from './observed.ts';
import { postAlert, readAlert } from './post-alert.ts';
import { postCapture, readOrder } from './post-capture.ts';
import { checkRequest } from './check-request.ts';
import { requestStop } from './request-stop.ts';
import { requireUser } from './require-user.ts';
import { settings } from '../settings.ts';
import type { Route, RouteName } from './routes.ts';
import { routes } from './routes.ts';

const handlers: Record<RouteName, HttpDurableClientHandler> = {
  postAlert,
  postCapture,
  listCaptures,
  getCapture,
  getHistory,
  getTraffic,
  getPackets,
  getPacket,
  getFile,
  requestStop,
  captureAgain,
  raiseCaptureEvent,
  terminateCapture,
  purgeCapture,
};

/** Reads the body of the calls that have one. */
const bodies: Partial<Record<RouteName, (request: HttpRequest) => Promise<unknown>>> = {
  postAlert: readAlert,
  postCapture: readOrder,
};

for (const [name, { method, path, query }] of Object.entries<Route>(routes)) {
  const handle = handlers[name as RouteName];
  // Azure Monitor calls with a key.
  const needsUser = settings().signIn === 'entra' && name !== 'postAlert';
  functions.http(name, {
    methods: [method],
    route: path,
    // The host checks keys before it calls the app, so it cannot accept a key or a user.
    authLevel: needsUser ? 'anonymous' : 'function',
    extraInputs: [clientInput],
    handler: (request, context) =>
      observed(`/api/${path}`, request, context, async () => {
        try {
          if (needsUser) requireUser(request);
          await checkRequest(request, query, bodies[name as RouteName]);
          return await handle(request, durableClient(context), context);
        } catch (error) {
          return answerError(error, context);
        }
      }),
  });
}

functions.http('getApi', {
  methods: ['GET'],
  route: 'openapi.json',
  authLevel: 'anonymous',
  handler: getApi,
});

for (const [name, path] of Object.entries({ page: 'ui', pageFile: 'ui/{*path}' })) {
  functions.http(name, {
    methods: ['GET'],
    route: path,
    authLevel: 'anonymous',
    handler: servePage,
  });
}
