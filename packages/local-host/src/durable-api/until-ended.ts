import { isEnded, type Instance } from '../model/instance.ts';
import type { ApiRequest, Exchange } from './exchange.ts';

/**
 * Waits until an instance has ended, for at most `seconds`. Returns its state at that time, or
 * `undefined` when it does not exist.
 */
export async function untilEnded(
  { api, request }: Exchange,
  id: string,
  seconds: number,
): Promise<Instance | undefined> {
  const { hub, engine } = api;
  const instance = hub.find(id);
  if (!instance || isEnded(instance) || seconds <= 0) return instance;
  const { over, stop } = engine.endings.wait(id, api.clock.now() + seconds * 1000);
  request.onceLeft(stop);
  await over;
  return hub.find(id);
}

/** Seconds of the header `Prefer: wait=SECONDS` (RFC 7240, 4.3); 0 without the header. */
export function preferredWait({ headers }: ApiRequest): number {
  const preferences = [headers['prefer'] ?? []].flat().join(',');
  return Number(/(?:^|,)\s*wait\s*=\s*"?(\d{1,5})"?\s*(?:,|;|$)/i.exec(preferences)?.[1] ?? 0);
}
