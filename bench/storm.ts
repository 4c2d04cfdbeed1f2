import { alertFor } from './support/alerts.ts';
import { startBenchStack } from './support/bench-stack.ts';
import { figure, type Figure } from './support/figure.ts';

/** Alerts for as many machines, sent together: how fast they are answered, and how fast captured. */
export async function storm(alerts = 200): Promise<Figure[]> {
  await using stack = await startBenchStack({
    CAPTURE_LIMIT: '10000',
    CAPTURE_TIME_LIMIT_SECONDS: '1',
  });
  await stack.client.postAlert(alertFor('warm-up'));
  const startedAt = performance.now();
  const answers: number[] = [];
  const ids = await Promise.all(
    Array.from({ length: alerts }, async (_, index) => {
      const id = await stack.client.postAlert(alertFor(`storm-${index}`));
      answers.push(performance.now() - startedAt);
      return id;
    }),
  );
  for (const id of ids) await ended(stack.client, id);
  const seconds = (performance.now() - startedAt) / 1000;
  return [
    figure(`answer to each of ${alerts} alerts sent together`, 'ms', answers),
    figure(`captures completed, of ${alerts} sent together`, 'per second', [alerts / seconds]),
  ];
}

async function ended(
  client: Awaited<ReturnType<typeof startBenchStack>>['client'],
  id: string,
): Promise<void> {
  for (;;) {
    const { state } = await client.capture(id);
    if (state === 'ended') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
