import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { alertFor, newMachine } from '../support/alerts.ts';
import { TestStack } from '../support/test-stack.ts';
import { openBrowser } from './chromium.ts';
import { showCard } from './message-picture.ts';

/*
 * npm run screenshots: renders the pictures of the capture page and of messages in docs/images, from
 * captures of the simulator. It takes a few minutes.
 */

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
await mkdir(folder, { recursive: true });

const alerts = [
  { vm: 'shop-web-03', rule: 'Outbound traffic above baseline', severity: 'Sev2', ends: true },
  { vm: 'orders-db-01', rule: 'TCP retransmissions above 2 %', severity: 'Sev1', ends: true },
  {
    vm: 'edge-gw-02',
    rule: 'Packets dropped by the host',
    severity: 'Sev3',
    ends: true,
    missing: true,
  },
  { vm: 'search-04', rule: 'Latency above 250 ms', severity: 'Sev2', ends: true },
  { vm: 'shop-web-01', rule: 'Failed requests above 1 %', severity: 'Sev1', ends: false },
  { vm: 'billing-07', rule: 'Connections refused', severity: 'Sev0', ends: false },
];

await using stack = await TestStack.start({ settings: { CAPTURE_TIME_LIMIT_SECONDS: '900' } });
const ids: string[] = [];
for (const { vm, rule, severity, missing } of alerts) {
  const machine = newMachine(vm);
  if (missing) await stack.simulator.describeMachine({ id: machine, powerState: 'deallocated' });
  const payload = JSON.parse(alertFor(machine)) as {
    data: { essentials: Record<string, unknown> };
  };
  const firedDateTime = new Date(Date.now() - 4000).toISOString();
  Object.assign(payload.data.essentials, { alertRule: rule, severity, firedDateTime });
  ids.push(await stack.client.postAlert(JSON.stringify(payload)));
}
// Time for some traffic.
await new Promise((resolve) => setTimeout(resolve, 75_000));
await Promise.all(
  ids.map(async (id, index) => {
    if (alerts[index]?.ends !== true) return;
    await stack.client.call(`captures/${id}/stop`, { method: 'POST' });
    await stack.endOf(id);
  }),
);

async function picture(
  name: string,
  place: string,
  options: {
    colorScheme?: 'light' | 'dark';
    width?: number;
    height?: number;
    isWhole?: boolean;
    ready: (page: Page) => Promise<unknown>;
  },
): Promise<void> {
  const { colorScheme = 'light', width = 1280, height = 800, isWhole = false, ready } = options;
  await using browser = await openBrowser({
    colorScheme,
    viewport: { width, height },
    deviceScaleFactor: 1,
  });
  const page = await browser.newPage();
  await page.goto(`${stack.address.app}/api/ui#code=${stack.address.functionKey}`);
  await page.locator('tbody tr').first().waitFor();
  if (place !== '') {
    await page.goto(`${stack.address.app}/api/ui${place}`);
    await page.locator('.title').waitFor();
  }
  await ready(page);
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: isWhole });
}

const rows = (page: Page): Promise<void> => page.locator('tbody tr').nth(5).waitFor();
const detail = `#/captures/${ids[1] ?? ''}`;
await picture('list', '', { ready: rows, height: 700 });
await picture('list-dark', '', { ready: rows, colorScheme: 'dark', height: 700 });
await picture('list-narrow', '', { ready: rows, width: 390, isWhole: true });
await picture('detail', detail, { ready: visible('.machine'), height: 900 });
await picture('detail-narrow', detail, { ready: visible('.machine'), width: 390, isWhole: true });
await picture('traffic', `${detail}/traffic`, {
  ready: (page) => page.locator('.chart canvas').nth(1).waitFor(),
  isWhole: true,
});
await picture('packets', `${detail}/packets`, { ready: visible('main .panel'), height: 900 });
await picture('timeline', `${detail}/timeline?step=${encodeURIComponent(`${ids[1] ?? ''}:0`)}.3`, {
  ready: visible('.json'),
  isWhole: true,
});
await picture('timeline-dark', `${detail}/timeline`, {
  ready: visible('.step'),
  colorScheme: 'dark',
  height: 900,
});
await picture('sequence', `${detail}/sequence`, { ready: visible('.sequence'), isWhole: true });
await picture('stop', `#/captures/${ids[4] ?? ''}?do=stop`, {
  height: 640,
  ready: visible('dialog[open]'),
});

await using browser = await openBrowser({ viewport: { width: 690, height: 400 } });
const page = await browser.newPage();
for (const name of ['started', 'captured', 'failed']) {
  await showCard(page, name);
  await page.locator('#card').screenshot({ path: `${folder}message-${name}.png` });
}
console.log(`The pictures are in ${folder}`);

function visible(selector: string): (page: Page) => Promise<void> {
  return (page) => page.locator(selector).first().waitFor();
}
