import { isEnded, type Instance } from '../model/instance.ts';
import type { ApiRequest, Exchange } from './exchange.ts';

/** Waits until an instance has ended, so many seconds at most, and gives it as it is then, if it is there. */
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

/** The seconds that a request would rather wait than hear that there is no end yet (RFC 7240, 4.3); 0 for none. */
export function preferredWait({ headers }: ApiRequest): number {
  const preferences = [headers['prefer'] ?? []].flat().join(',');
  return Number(/(?:^|,)\s*wait\s*=\s*"?(\d{1,5})"?\s*(?:,|;|$)/i.exec(preferences)?.[1] ?? 0);
}
