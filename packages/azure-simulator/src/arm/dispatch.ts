import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultEffect } from '../faults/fault.ts';
import { isSessionEffect } from '../faults/match-fault.ts';
import type { Simulation } from '../simulation.ts';
import { transaction } from '../store/database.ts';
import { ArmError } from '../model/arm-error.ts';
import { extensionRoutes } from './extensions.ts';
import { commonHeaders } from './headers.ts';
import { networkWatcherRoutes } from './network-watchers.ts';
import { packetCaptureRoutes } from './packet-captures.ts';
import { matchPath, type ArmReply, type ArmRoute } from './route.ts';
import { scaleSetRoutes } from './scale-sets.ts';
import { storageAccountRoutes } from './storage-accounts.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { virtualMachineRoutes } from './virtual-machines.ts';

/** All supported operations. */
export const ARM_ROUTES: readonly ArmRoute[] = [
  ...networkWatcherRoutes,
  ...packetCaptureRoutes,
  ...virtualMachineRoutes,
  ...extensionRoutes,
  ...scaleSetRoutes,
  ...storageAccountRoutes,
  ...subscriptionRoutes,
];

/** An incoming request. */
export interface ArmRequest {
  /** Real time: milliseconds since 1970, with fractions. */
  readonly receivedAt: number;
  readonly method: string;
  readonly url: URL;
  readonly authorization?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly body: string;
}

/** A response to send; or none, and the connection is closed or stays open. */
export type ArmResponse =
  | { readonly sent: 'reset' | 'nothing' }
  | {
      readonly sent: 'response';
      /** As in {@link ArmRoute}; undefined for an unknown path. */
      readonly specification: string | undefined;
      readonly status: number;
      readonly headers: Record<string, string>;
      readonly body: string | null;
    };

/** Handles a request: applies the matching faults, runs the operation, and adds it to the ledger. */
export async function dispatch(simulation: Simulation, request: ArmRequest): Promise<ArmResponse> {
  const path = decodeURIComponent(request.url.pathname);
  const found = findRoute(request.method, path);
  const effects = simulation.faults.take({
    ...(found && { operation: found.route.operation }),
    method: request.method,
    path,
    target: targetOf(request.body),
  });
  const slow = effects.find((effect) => effect.kind === 'slow');
  if (slow) await sleep(slow.milliseconds);
  return transaction(simulation.database, () => answer(simulation, request, path, found, effects));
}

type CutOff = Extract<FaultEffect, { kind: 'connection-reset' | 'no-answer' }>;

type Found = { readonly route: ArmRoute; readonly params: Record<string, string> } | undefined;

function answer(
  simulation: Simulation,
  request: ArmRequest,
  path: string,
  found: Found,
  effects: readonly FaultEffect[],
): ArmResponse {
  const now = simulation.clock.now();
  const requestId = randomUUID();
  const cut = effects.find(({ kind }) => kind === 'connection-reset' || kind === 'no-answer') as
    CutOff | undefined;
  const reply: ArmReply | undefined =
    cut?.when === 'before' ? undefined : replyTo(simulation, request, path, found, effects, now);
  const errorCode = (reply?.body as { error?: { code?: string } } | null | undefined)?.error?.code;
  const apiVersion = request.url.searchParams.get('api-version');
  simulation.ledger.append({
    time: new Date(now).toISOString(),
    receivedAt: request.receivedAt,
    method: request.method,
    path,
    ...(apiVersion !== null && { apiVersion }),
    ...(found && {
      operation: found.route.operation,
      specification: found.route.specification,
      action: found.route.action,
    }),
    ...(reply && !cut && { status: reply.status }),
    ...(errorCode !== undefined && { errorCode }),
    counted: reply?.counted ?? false,
    ...(found?.params['session'] !== undefined && { session: found.params['session'] }),
    ...(effects[0] && { fault: effects[0].kind }),
    requestId,
  });
  if (cut || !reply) return { sent: cut?.kind === 'no-answer' ? 'nothing' : 'reset' };
  return {
    sent: 'response',
    specification: found?.route.specification,
    status: reply.status,
    headers: {
      ...commonHeaders(request.method, requestId, request.correlationId ?? requestId),
      ...(reply.body !== undefined && { 'Content-Type': 'application/json; charset=utf-8' }),
      ...reply.headers,
    },
    body: reply.body === undefined ? null : JSON.stringify(reply.body),
  };
}

function replyTo(
  simulation: Simulation,
  request: ArmRequest,
  path: string,
  found: Found,
  effects: readonly FaultEffect[],
  now: number,
): ArmReply {
  try {
    const fault = faultReply(simulation, effects);
    if (fault) return fault;
    const query = request.url.searchParams;
    checkCaller(request.authorization, query);
    if (!found) throw unknownPath(request.method, path);
    const body = parseBody(request.body);
    const sessionEffects = effects.filter(isSessionEffect);
    return found.route.handle(simulation, {
      param: (name) => paramOf(found.params, name),
      path,
      query,
      body,
      effects: sessionEffects,
      now,
    });
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    return {
      status: error.status,
      ...(error.status === 401 && {
        headers: {
          'WWW-Authenticate':
            'Bearer authorization_uri="https://login.microsoftonline.com/", error="invalid_token", error_description="The authentication failed because of missing \'Authorization\' header."',
        },
      }),
      body: { error: { code: error.code, message: error.message } },
    };
  }
}

function faultReply(simulation: Simulation, effects: readonly FaultEffect[]): ArmReply | undefined {
  for (const effect of effects) {
    if (effect.kind === 'throttle') {
      const wait = simulation.clock.retryAfter(effect.retryAfterSeconds);
      return {
        status: 429,
        headers: { 'Retry-After': String(wait) },
        body: {
          error: {
            code: 'TooManyRequests',
            message: `The request is being throttled. Please try again after '${wait}' seconds.`,
          },
        },
      };
    }
    if (effect.kind === 'server-error' || effect.kind === 'refuse') {
      throw new ArmError(effect.status, effect.code, effect.message);
    }
  }
  return undefined;
}

function checkCaller(authorization: string | undefined, query: URLSearchParams): void {
  if (!/^bearer \S/i.test(authorization ?? '')) {
    throw new ArmError(
      401,
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is missing.",
    );
  }
  if (!query.get('api-version')) {
    throw new ArmError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
}

function findRoute(method: string, path: string): Found {
  for (const route of ARM_ROUTES) {
    if (route.method !== method) continue;
    const params = matchPath(route.path, path);
    if (params) return { route, params };
  }
  return undefined;
}

function unknownPath(method: string, path: string): ArmError {
  if (ARM_ROUTES.some((route) => matchPath(route.path, path))) {
    return new ArmError(405, 'MethodNotAllowed', `${method} is not supported for '${path}'.`);
  }
  return new ArmError(404, 'NotFound', `The simulator knows no resource at '${path}'.`);
}

function paramOf(params: Record<string, string>, name: string): string {
  const value = params[name];
  if (value === undefined) throw new TypeError(`the path of this operation has no {${name}}`);
  return value;
}

function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ArmError(
      400,
      'InvalidRequestContent',
      'The request content was invalid and could not be deserialized.',
    );
  }
}

/** The target in a body, used to match faults. */
function targetOf(body: string): string {
  return /"target"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? '';
}
