import type { TriggerData } from '../model/function-app.ts';
import type { TypedData } from '../model/rpc.ts';

/** Wraps a plain value without copying it; strings stay strings. */
export function toTypedData(value: unknown): TypedData | undefined {
  return value === undefined || value === null ? undefined : { int: value };
}

/** What goes to the handler, and the plain value in it (absent for HTTP requests). */
export function openTriggerData(data: TriggerData): {
  data: TypedData | undefined;
  value: unknown;
} {
  if ('http' in data) return { data: { http: data.http }, value: undefined };
  const value: unknown = 'json' in data ? JSON.parse(data.json) : data.value;
  return { data: toTypedData(value), value };
}

/** JSON text of what a function gave back; `null` for nothing. Bytes become base64, as on Azure. */
export function jsonOf(data: TypedData | null | undefined): string | null {
  if (!data) return null;
  if (data.json !== undefined) return data.json;
  if (data.string !== undefined) return JSON.stringify(data.string);
  if (data.bytes !== undefined) return JSON.stringify(Buffer.from(data.bytes).toString('base64'));
  return JSON.stringify(data.int ?? data.double ?? null);
}

/** The same as a plain value. */
export function valueOf(data: TypedData | null | undefined): unknown {
  const json = jsonOf(data);
  return json === null ? null : JSON.parse(json);
}
