import type { TriggerData } from '../model/function-app.ts';
import type { TypedData } from '../model/rpc.ts';

/** Wraps a plain value without copying it. Strings stay strings. */
export function toTypedData(value: unknown): TypedData | undefined {
  return value === undefined || value === null ? undefined : { int: value };
}

/** Data for the handler, and its plain value (`undefined` for HTTP requests). */
export function openTriggerData(data: TriggerData): {
  data: TypedData | undefined;
  value: unknown;
} {
  if ('http' in data) return { data: { http: data.http }, value: undefined };
  const value: unknown = 'json' in data ? JSON.parse(data.json) : data.value;
  return { data: toTypedData(value), value };
}

/** JSON text of a function's result; `null` for no result. Bytes become base64, as on Azure. */
export function jsonOf(data: TypedData | null | undefined): string | null {
  if (!data) return null;
  if (data.json !== undefined) return data.json;
  if (data.string !== undefined) return JSON.stringify(data.string);
  if (data.bytes !== undefined) return JSON.stringify(Buffer.from(data.bytes).toString('base64'));
  return JSON.stringify(data.int ?? data.double ?? null);
}

/** A function's result as a plain value or a Buffer; `null` for no result. */
export function valueOf(data: TypedData | null | undefined): unknown {
  if (data?.bytes) return Buffer.from(data.bytes);
  const json = jsonOf(data);
  return json === null ? null : JSON.parse(json);
}
