import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { countPackets } from '../commands/pcap-packets.ts';
import { fromJson } from 'local-host/replay';
import { unlessChromium } from './browser/chromium.ts';
import { PageFixture } from './browser/page-fixture.ts';
import type { TestStack } from './support/test-stack.ts';

const skip = unlessChromium();
const hostile = `<img src=x onerror="document.title='owned'">'"&amp;\u202e`;

describe('the capture page', { skip }, () => {
  let fixture: PageFixture;
  let stack: TestStack;
  let browser: BrowserContext;

  before(async () => {
    fixture = await PageFixture.start();
    ({ stack, browser } = fixture);
  });
  after(() => fixture[Symbol.asyncDispose]());

  const open = (place?: string): Promise<Page> => fixture.open(place);
  const startCapture = (name: string, rule?: string): Promise<string> =>
    fixture.startCapture(name, rule === undefined ? {} : { rule });
  const endedCapture = (name: string, rule?: string): Promise<string> =>
    fixture.endedCapture(name, rule === undefined ? {} : { rule });

  test('removes the key from the address, and asks for a missing one', async () => {
    const page = await open();
    await page.getByRole('heading', { name: 'Captures' }).waitFor();
    assert.doesNotMatch(page.url(), /code|\?/);
    const second = await browser.newPage();
    await second.goto(`${stack.address.app}/api/ui#/?search=x`);
    // A new tab gets the key from the open one.
    await second.getByRole('search').waitFor();
    await second.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Function key').waitFor();
    await second.getByLabel('Function key').fill('wrong');
    await second.getByRole('button', { name: 'Open' }).click();
    await second.getByRole('alert').getByText('does not accept that key').waitFor();
    await second.getByLabel('Function key').fill(stack.address.functionKey);
    await second.getByRole('button', { name: 'Open' }).click();
    await second.getByRole('search').waitFor();
    assert.match(second.url(), /#\/\?search=x$/, 'the place survives the sign-in');
    await fixture.untilRefused();
    await second.close();
  });

  test('shows a new capture, its progress and its end, without a reload', async () => {
    const page = await open();
    await page.getByRole('search').waitFor();
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    const id = await startCapture('live-01');
    const row = page.locator(`tr[data-id="${id}"]`);
    await row.getByText('Capturing').waitFor();
    const passed = (): Promise<number> =>
      row.locator('progress').evaluate((bar) => (bar as { value?: number }).value ?? 0);
    const before = await passed();
    await page.waitForFunction(
      ([selector, least]) => {
        const bar = (
          globalThis as unknown as {
            document: { querySelector: (s: unknown) => { value: number } };
          }
        ).document.querySelector(selector);
        return bar.value > least;
      },
      [`tr[data-id="${id}"] progress`, before] as const,
    );
    await stack.client.call(`captures/${id}/stop`, { method: 'POST' });
    await row.getByText('Stopped by hand').waitFor();
    assert.match((await row.innerText()).replaceAll(/\s+/g, ' '), /live-01 .*Sev2 warning .* KB/);
    assert.equal(await page.evaluate(() => 'sameDocument' in globalThis), true);
  });

  test('is filtered by state, machine and rule, and searched', async () => {
    await endedCapture('filter-web', 'errors above 1 %');
    const running = await startCapture('filter-db', 'latency above 2 s');
    const page = await open();
    const names = async (): Promise<string> =>
      (await page.locator('tbody th').allInnerTexts()).join();
    const until = async (pattern: RegExp, not: RegExp): Promise<void> => {
      await page.waitForFunction(
        ([wanted, unwanted]) => {
          const { document } = globalThis as unknown as {
            document: { querySelectorAll: (s: string) => Iterable<{ innerText: string }> };
          };
          const text = [...document.querySelectorAll('tbody th')]
            .map((cell) => cell.innerText)
            .join();
          return new RegExp(wanted).test(text) && !new RegExp(unwanted).test(text);
        },
        [pattern.source, not.source] as const,
      );
      assert.match(await names(), pattern);
    };
    await until(/filter-web/, /no such/);
    await page.getByLabel('Machine').fill('FILTER-WEB');
    await until(/filter-web/, /filter-db/);
    assert.match(page.url(), /vm=FILTER-WEB/);
    await page.getByRole('link', { name: 'Clear', exact: true }).click();
    await page.getByLabel('State').selectOption('Running');
    await until(/filter-db/, /filter-web/);
    await page.getByLabel('State').selectOption('All');
    await page.getByLabel('Alert rule').fill('errors');
    await until(/filter-web/, /filter-db/);
    await page.getByLabel('Alert rule').fill('');
    await page.getByLabel('Search').fill(running);
    await until(/filter-db/, /filter-web/);
    await page.getByLabel('Search').fill('nothing is called so');
    await page.getByText('No capture matches the filters').waitFor();
    await page.getByRole('link', { name: 'Clear the filters' }).click();
    await page.getByRole('link', { name: /^Running/ }).click();
    await until(/filter-db/, /filter-web/);
    await page.getByRole('link', { name: /^Captured [1-9]/ }).click();
    await until(/filter-web/, /filter-db/);
    await stack.client.call(`captures/${running}/stop`, { method: 'POST' });
  });

  test('stops a capture only after a confirmation', async () => {
    const id = await startCapture('stop-01');
    const page = await open(`#/captures/${id}`);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Stop this capture?' });
    await dialog.getByRole('button', { name: 'Let it run' }).click();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal((await stack.client.capture(id)).state, 'running');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await dialog.getByRole('button', { name: 'Stop it' }).click();
    await page.getByText('Stopped by hand').waitFor();
  });

  test('shows outcome, alert and settings of one capture, and its traffic in a tab', async () => {
    const id = await endedCapture('detail-01', 'detail rule');
    const page = await open(`#/captures/${id}`);
    await page.getByRole('heading', { name: 'detail rule' }).waitFor();
    await page.getByText(/detail-01 was captured until a user stopped it/).waitFor();
    await page.getByText('15 min', { exact: true }).waitFor();
    const [target] = (await stack.client.capture(id)).targets;
    assert.ok(target !== undefined && 'traffic' in target);
    for (const line of target.traffic!.lines) await page.getByText(line, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Traffic' }).click();
    await page.locator('.chart canvas').first().waitFor();
    assert.equal(page.url().endsWith(`#/captures/${id}/traffic`), true);
  });

  test('shows each step over time, with its input and output', async () => {
    const id = await endedCapture('timeline-01');
    const page = await open(`#/captures/${id}/timeline`);
    const steps = page.locator('.step');
    await steps.first().waitFor();
    const words = (await steps.allInnerTexts()).join('\n');
    for (const step of [
      'resolveWatcher',
      'createCapture',
      'stop',
      'summarizeTraffic',
      'captureslots request',
      'wait',
    ]) {
      assert.ok(words.includes(step), `${step} is not among\n${words}`);
    }
    assert.ok((await page.locator('.axis .tick').count()) >= 2);

    await page.getByRole('link', { name: 'createCapture' }).click();
    const panel = page.getByRole('complementary', { name: 'Step createCapture' });
    await panel
      .getByLabel('Input')
      .getByText(/"timeLimitSeconds": 900/)
      .waitFor();
    await panel
      .getByLabel('Output')
      .getByText(/"ok": true/)
      .waitFor();
    await page.getByRole('link', { name: 'captureslots request' }).click();
    const entity = page.getByRole('complementary', { name: 'Step captureslots request' });
    await entity
      .getByLabel('Input')
      .getByText(/"limit": 10/)
      .waitFor();
    await entity.getByLabel('Output').waitFor();

    const bar = page.locator('.step .bar').first();
    const width = async (): Promise<number> => (await bar.boundingBox())?.width ?? 0;
    const before = await width();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Zoom out' }).and(page.locator(':enabled')).waitFor();
    assert.ok((await width()) > 1.5 * before);

    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save raw history' }).nth(1).click();
    const history = JSON.parse(await readFile(await (await saved).path(), 'utf8')) as unknown;
    assert.equal(fromJson(history).instance.id, `${id}:0`);
    await page.getByText(`npm run replay -- '${id}:0'`).waitFor();
  });

  test('draws a sequence and lists the events', async () => {
    const id = await endedCapture('sequence-01');
    const page = await open(`#/captures/${id}/sequence`);
    const picture = page.getByRole('img', { name: /messages between/ });
    await picture.waitFor();
    const text = await picture.textContent();
    for (const part of [
      'Azure Monitor',
      'alert fired',
      'createCapture',
      'event “stop”',
      'notify',
    ]) {
      assert.ok(text?.includes(part), part);
    }
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save picture' }).click();
    assert.match(await readFile(await (await saved).path(), 'utf8'), /^<svg[^>]*>.*stopCapture/s);

    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByRole('cell', { name: 'ExecutionStarted' }).waitFor();
    await page.getByRole('combobox').selectOption({ label: `captureOnAlert ${id}` });
    await page.getByRole('cell', { name: 'deliverReport' }).waitFor();
  });

  test('downloads the file through the app', async () => {
    const id = await endedCapture('download-01');
    const page = await open(`#/captures/${id}`);
    const downloaded = page.waitForEvent('download');
    await page.getByRole('button', { name: /Download/ }).click();
    const download = await downloaded;
    assert.match(download.suggestedFilename(), /^packetcapture_.*\.cap$/);
    const file = await readFile(await download.path());
    assert.ok(countPackets(file) > 0);
    const [target] = (await stack.client.capture(id)).targets;
    assert.ok(target && 'file' in target && target.file && 'bytes' in target.file);
    assert.equal(file.length, target.file.bytes);
  });

  test('shows every name as text', async () => {
    const id = await endedCapture('hostile-01', hostile);
    const page = await open();
    await page.locator(`tr[data-id="${id}"]`).getByText(hostile).waitFor();
    await page.locator(`tr[data-id="${id}"] a`).click();
    await page.getByRole('heading', { level: 1 }).getByText(hostile).waitFor();
    assert.equal(await page.locator('img:not([src="ui/icon.svg"])').count(), 0);
    assert.notEqual(await page.title(), 'owned');
  });

  test('can be used by keyboard alone', async () => {
    const id = await endedCapture('keys-01', 'rule for keys');
    const page = await open('#/?rule=rule+for+keys');
    await page.locator(`tr[data-id="${id}"] a`).waitFor();
    const focused = (): Promise<string> =>
      page.evaluate(
        '(document.activeElement instanceof HTMLElement && document.activeElement.innerText) || ""',
      );
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the content');
    await page.keyboard.press('Enter');
    for (let presses = 0; (await focused()) !== 'keys-01' && presses < 40; presses++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'rule for keys' }).waitFor();
  });

  test('fits a narrow screen', async () => {
    const page = await open();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.locator('tbody tr').first().waitFor();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
  });

  test('weighs less than 160 KB, from the app alone, under a strict policy', async () => {
    const page = await browser.newPage();
    let bytes = 0;
    const answers: Promise<void>[] = [];
    page.on('response', (response) => {
      assert.ok(response.url().startsWith(stack.address.app), response.url());
      answers.push(
        response
          .body()
          .then((body) => void (bytes += body.length))
          .catch(() => undefined),
      );
    });
    const { app, functionKey } = stack.address;
    const first = await page.goto(`${app}/api/ui#code=${functionKey}`);
    await page.locator('tbody tr').first().waitFor();
    await Promise.all(answers);
    assert.ok(bytes > 20_000 && bytes < 160_000, `${bytes} bytes`);
    const policy = first?.headers()['content-security-policy'] ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  });

  test('causes no error in the browser', () => {
    assert.deepEqual(fixture.complaints, []);
  });

  test('writes its key to no log', () => {
    const { functionKey } = stack.address;
    for (const line of stack.log) assert.ok(!line.includes(functionKey));
  });
});
