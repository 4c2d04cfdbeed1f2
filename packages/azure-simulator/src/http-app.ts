import { Hono } from 'hono';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { HttpBindings } from '@hono/node-server';
import { adminApp } from './admin/admin-app.ts';
import { dispatch } from './arm/dispatch.ts';
import { checkHost } from './host-header.ts';
import type { Simulation } from './simulation.ts';

/** A response of Resource Manager, for an observer. */
export interface ArmAnswer {
  /** Source of the response: provider, version and operation id; undefined for an unknown path. */
  readonly specification: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The parsed JSON; undefined without a body. */
  readonly body: unknown;
}

interface HttpAppOptions {
  readonly hostNames?: readonly string[] | undefined;
  readonly onAnswer?: ((answer: ArmAnswer) => void) | undefined;
}

/**
 * The HTTP application: the admin API under `/_simulator/`, and Resource Manager on all other paths. The
 * `Host` of a request must be a loopback name or one of `hostNames`.
 */
export function httpApp(
  simulation: Simulation,
  { hostNames = [], onAnswer }: HttpAppOptions = {},
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(async (c, next) => {
    const { host = 'localhost' } = c.env.incoming.headers;
    const isRepeated = (c.env.incoming.headersDistinct['host']?.length ?? 0) > 1;
    const check = isRepeated ? 'malformed' : checkHost(host, hostNames);
    if (check === 'known') return next();
    if (check === 'malformed') return c.text('The Host header is malformed.\n', 400);
    return c.text(
      `"${host}" is not a name of this simulator. To allow it, start it with --host-name.\n`,
      403,
    );
  });
  app.route('/_simulator', adminApp(simulation));
  app.all('*', async (c) => {
    const response = await dispatch(simulation, {
      receivedAt: performance.timeOrigin + performance.now(),
      method: c.req.method,
      url: new URL(c.req.url),
      authorization: c.req.header('authorization'),
      correlationId: c.req.header('x-ms-correlation-request-id'),
      body: await c.req.text(),
    });
    if (response.sent !== 'response') {
      if (response.sent === 'reset') c.env.incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    }
    const { specification, status, body } = response;
    onAnswer?.({
      specification,
      method: c.req.method,
      path: c.req.path,
      status,
      body: body === null ? undefined : JSON.parse(body),
    });
    return new Response(response.body, { status: response.status, headers: response.headers });
  });
  app.onError((error, c) => {
    console.error(error);
    return c.json({ error: { code: 'SimulatorFailure', message: String(error) } }, 500);
  });
  return app;
}
