import { setTimeout as delay } from 'node:timers/promises';
import { alertFor, vmId } from './support/alerts.ts';
import {
  ledger,
  startBenchStack,
  askSimulator,
  type BenchStack,
  type LedgerRow,
} from './support/bench-stack.ts';
import { comparedTo, figure, type Figure } from './support/figure.ts';
import { postAlert } from './support/post-alert.ts';

const WARM_UP = 10;

/**
 * Time from the webhook's first byte until the simulator receives the PUT that creates the session,
 * compared with the bare script, measured from its first call. The two alternate and nothing else runs:
 * the simulator rejects the PUT, so each capture ends before the next alert.
 */
export async function alertToPut(alerts = 200): Promise<Figure[]> {
  await using stack = await startBenchStack({
    CAPTURE_LIMIT: '1000',
    CAPTURE_TIME_LIMIT_SECONDS: '60',
  });
  await askSimulator(stack.simulator, 'POST', 'faults', {
    kind: 'refuse',
    match: { operation: 'packetCaptures.create' },
  });
  const ours: number[] = [];
  const bare: number[] = [];
  for (let index = 0; index < WARM_UP + alerts; index++) {
    const app = await throughApp(stack, `app-${index}`);
    const script = await throughScript(stack, `bare-${index}`);
    if (index < WARM_UP) continue;
    ours.push(app);
    bare.push(script);
  }
  const reference = figure('first call to PUT: bare script', 'ms', bare);
  const goal = { bound: 'most', p50: 3 } as const;
  return [comparedTo(reference, figure('alert to PUT', 'ms', ours), goal), reference];
}

async function throughApp(stack: BenchStack, machine: string): Promise<number> {
  const before = stack.received.length;
  const payload = alertFor(machine);
  const { sentAt } = await postAlert(stack.app.ready, payload);
  while (stack.received.length === before) await delay(5);
  return (await thePut(stack)) - sentAt;
}

async function throughScript(stack: BenchStack, machine: string): Promise<number> {
  const response = await fetch(`${stack.bare}/capture`, {
    method: 'POST',
    body: JSON.stringify({ vm: vmId(machine), name: machine }),
  });
  const { begunAt } = (await response.json()) as { begunAt: number };
  return (await thePut(stack)) - begunAt;
}

/** Time of the only PUT since the last query of the simulator; epoch ms, with fractions. */
async function thePut({ simulator }: BenchStack): Promise<number> {
  for (;;) {
    await delay(5);
    const [row]: LedgerRow[] = await ledger(simulator, '?method=PUT');
    if (!row) continue;
    await askSimulator(simulator, 'DELETE', 'ledger');
    return row.receivedAt;
  }
}
