import type { FaultEffect } from '../faults/fault.ts';
import type { Simulation } from '../simulation.ts';
import type { ResourceId } from '../model/resource-id.ts';

/** A call of one operation. */
export interface ArmCall {
  /** Value of a path parameter, in its original case. */
  param(name: string): string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  /** Faults to apply to the created session. */
  readonly effects: readonly FaultEffect[];
  /** Simulated milliseconds since 1970. */
  readonly now: number;
}

/** The response of an operation. */
export interface ArmReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, including null. Undefined sends no body. */
  readonly body?: unknown;
  /** True when this call created a session. */
  readonly counted?: boolean;
}

/** A Resource Manager operation. */
export interface ArmRoute {
  /** For example `packetCaptures.create`. */
  readonly operation: string;
  /**
   * Source of the responses: provider, version and operation id in Azure/azure-rest-api-specs, or the
   * reference of asynchronous operations in Azure/azure-resource-manager-rpc.
   */
  readonly specification: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Path template, with `{name}` for each parameter. */
  readonly path: string;
  /** The Azure RBAC action that the operation requires. */
  readonly action: string;
  /** @throws {ArmError} */
  handle(simulation: Simulation, call: ArmCall): ArmReply;
}

/** Matches a path against a template. Ignores case and keeps the case of the parameters. */
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

/** Id of the resource that a call refers to; the path contains its name as `{name}`. */
export function resourceIdOf(call: ArmCall, type: string, name: string): ResourceId {
  return {
    subscriptionId: call.param('subscriptionId'),
    resourceGroup: call.param('resourceGroup'),
    type,
    name: call.param(name),
  };
}
