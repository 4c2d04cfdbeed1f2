import { alertFor } from './support/alerts.ts';
import { startBenchStack, whenPut } from './support/bench-stack.ts';
import { figure, type Figure } from './support/figure.ts';

const WARM_UP = 10;

/**
 * From the webhook's first byte to the simulator seeing the PUT that creates the session, for alerts
 * that come one at a time.
 */
export async function alertToPut(alerts = 200): Promise<Figure[]> {
  await using stack = await startBenchStack({
    CAPTURE_LIMIT: '1000',
    CAPTURE_TIME_LIMIT_SECONDS: '18000',
  });
  const samples: number[] = [];
  let seen = 0;
  for (let index = 0; index < WARM_UP + alerts; index++) {
    const payload = alertFor(`bench-${index}`);
    const sentAt = performance.timeOrigin + performance.now();
    await stack.client.postAlert(payload);
    const { seq, at } = await whenPut(stack.simulator, seen);
    seen = seq;
    if (index >= WARM_UP) samples.push(at - sentAt);
  }
  return [figure('alert to PUT', 'ms', samples)];
}
