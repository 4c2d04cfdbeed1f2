import type { FaultEffect } from '../faults/fault.ts';
import type { Simulation } from '../simulation.ts';
import type { ResourceId } from '../model/resource-id.ts';

/** A call to one operation. */
export interface ArmCall {
  /** A part of the path that varies, in the case in which it was given. */
  param(name: string): string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown;
  /** Faults to play on the session that is made. */
  readonly effects: readonly FaultEffect[];
  /** Simulated milliseconds since 1970. */
  readonly now: number;
}

/** What an operation answers. */
export interface ArmReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, null included; nothing is sent when undefined. */
  readonly body?: unknown;
  /** True when this call created a session. */
  readonly counted?: boolean;
}

/** One operation of Resource Manager. */
export interface ArmRoute {
  /** For example `packetCaptures.create`. */
  readonly operation: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** With `{name}` for each part that varies. */
  readonly path: string;
  /** The Azure RBAC action it needs. */
  readonly action: string;
  /** @throws {ArmError} */
  handle(simulation: Simulation, call: ArmCall): ArmReply;
}

/** Matches a path against a template; case counts only in what varies. */
export function matchPath(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const parts = path.replace(/\/$/, '').split('/');
  if (wanted.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const part = parts[index] ?? '';
    const name = /^\{(.+)\}$/.exec(want)?.[1];
    if (name === undefined ? want.toLowerCase() !== part.toLowerCase() : part === '')
      return undefined;
    if (name !== undefined) params[name] = part;
  }
  return params;
}

/** The id of the resource that a call is about, which the path names as `{name}`. */
export function resourceIdOf(call: ArmCall, type: string, name: string): ResourceId {
  return {
    subscriptionId: call.param('subscriptionId'),
    resourceGroup: call.param('resourceGroup'),
    type,
    name: call.param(name),
  };
}
