import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { unlessChromium } from './browser/chromium.ts';
import { PageFixture } from './browser/page-fixture.ts';
import { waitFor } from './support/wait-for.ts';

interface StartedEvent {
  type: string;
  data: { headline: string; alert: { id: string }; links: { stop: string } };
}

describe('the capture page: links, states and actions', { skip: unlessChromium() }, () => {
  let fixture: PageFixture;
  before(async () => {
    fixture = await PageFixture.start({ permissions: ['clipboard-read', 'clipboard-write'] });
  });
  after(() => fixture[Symbol.asyncDispose]());

  test('the stop link of the first message opens the confirmation and stops nothing by itself', async () => {
    const id = await fixture.startCapture('linked-01');
    const isAboutIt = ({ type, data }: StartedEvent): boolean =>
      type === 'alert-capture.started' && data.alert.id === id;
    const started = await waitFor(
      'the first message',
      () => (fixture.stack.listener.received as StartedEvent[]).find(isAboutIt),
      (event) => event !== undefined,
    );
    assert.ok(started);
    const { data } = started;
    assert.match(data.headline, /^Capturing: linked-01, Sev2$/);
    const page = await fixture.open();
    assert.equal((await page.goto(data.links.stop))?.status(), 200);
    const dialog = page.getByRole('dialog', { name: 'Stop this capture?' });
    await dialog.waitFor();
    assert.equal((await fixture.stack.client.capture(id)).state, 'running');
    await dialog.getByRole('button', { name: 'Stop it' }).click();
    await page.getByText('Stopped by hand').waitFor();
  });

  test('captures again with the same settings, and purges', async () => {
    const id = await fixture.endedCapture('again-01', { rule: 'again rule' });
    const page = await fixture.open(`#/captures/${id}`);
    await page.getByRole('button', { name: 'Capture again' }).click();
    await page.getByRole('button', { name: 'Start the capture' }).click();
    await page.waitForURL(/-again-/);
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
    const again = /captures\/([\w-]+)/.exec(page.url())?.[1] ?? '';
    const { plan } = await fixture.stack.client.capture(again);
    assert.deepEqual(plan, (await fixture.stack.client.capture(id)).plan);

    await page.getByRole('button', { name: 'Raise “resolved”' }).click();
    await page.getByRole('button', { name: 'Raise the event' }).click();
    await page.getByText('Captured until resolved').waitFor();
    await page.getByRole('button', { name: 'Purge', exact: true }).click();
    await page.getByRole('button', { name: 'Purge it' }).click();
    await page.getByRole('status').getByText(`${again} was purged`).waitFor();
    assert.equal((await fixture.stack.client.call(`captures/${again}`)).status, 404);
  });

  test('terminates', async () => {
    const id = await fixture.startCapture('terminate-01');
    const page = await fixture.open(`#/captures/${id}`);
    await page.getByRole('button', { name: 'Terminate', exact: true }).click();
    await page.getByRole('button', { name: 'Terminate it' }).click();
    await page.locator('.title .badge', { hasText: 'Terminated' }).waitFor();
  });

  test('refuses to purge a running capture, and unknown events', async () => {
    const id = await fixture.startCapture('refuse-01');
    const { client } = fixture.stack;
    assert.equal((await client.call(`captures/${id}`, { method: 'DELETE' })).status, 409);
    const event = await client.call(`captures/${id}/events/explode`, { method: 'POST' });
    assert.equal(event.status, 400);
    assert.match(await event.text(), /one of stop, resolved/);
    await client.call(`captures/${id}/stop`, { method: 'POST' });
  });

  test('copies the id, the link and the replay command', async () => {
    const id = await fixture.endedCapture('copy-01');
    const page = await fixture.open(`#/captures/${id}/timeline`);
    const copied = async (name: string): Promise<string> => {
      await page.getByRole('button', { name, exact: true }).click();
      return page.evaluate('navigator.clipboard.readText()');
    };
    assert.equal(await copied('Copy the id'), id);
    const link = await copied('Copy the link to this capture');
    assert.match(link, new RegExp(`/api/ui\\?capture=${id}$`));
    assert.equal(
      await copied('Copy the replay command of captureMachine'),
      `npm run replay -- '${id}:0'`,
    );
    const other = await fixture.browser.newPage();
    await other.goto(link);
    await other.getByRole('heading', { name: 'cpu above 90' }).waitFor();
    await other.close();
  });

  test('explains an unknown capture and a wrong filter', async () => {
    const page = await fixture.open('#/captures/unknown');
    await page.getByText('There is no capture with this id.').waitFor();
    await page.getByRole('link', { name: 'All captures', exact: true }).click();
    await page.getByRole('search').waitFor();
    await page.goto(`${fixture.stack.address.app}/api/ui#/?severity=Sev9&from=yesterday`);
    const problem = page.getByRole('alert');
    await problem.getByText('The filter is not valid.').waitFor();
    await problem.getByText(/severity must be one of Sev0.*from must be a time/).waitFor();
    await page.getByRole('link', { name: 'Clear the filters' }).click();
    await page.getByRole('search').waitFor();
  });

  test('says that it is offline, keeps its content, and continues when online', async () => {
    const page = await fixture.open();
    await page.locator('tbody tr').first().waitFor();
    await fixture.browser.setOffline(true);
    await page
      .getByRole('alert')
      .getByText(/This device is offline. What is shown was read at/)
      .waitFor();
    assert.ok((await page.locator('tbody tr').count()) > 0);
    await fixture.browser.setOffline(false);
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  test('shows times in UTC or local time, always with the zone', async () => {
    const id = await fixture.endedCapture('zone-01');
    const page = await fixture.open(`#/captures/${id}`);
    await page.getByRole('button', { name: /^Times: local/ }).click();
    await page.getByRole('button', { name: 'Times: UTC' }).waitFor();
    const started = await page.locator('.facts div', { hasText: 'Started' }).innerText();
    assert.match(started, /\d\d:\d\d:\d\d UTC/);
    await page.reload();
    await page.getByRole('button', { name: 'Times: UTC' }).click();
  });

  test('shows the progress of a faster simulation in its time', async () => {
    const page = await fixture.open();
    await page.locator('tbody tr').first().waitFor();
    await page.route('**/api/captures?*', async (route) => {
      const startedAt = new Date(Date.now() - 90_000).toISOString();
      const target = { vm: '/s/fast-01', stage: 'capturing', startedAt };
      const alert = { rule: 'fast', firedAt: startedAt };
      const row = { id: 'fast', state: 'running', alert, targets: [target], startedAt };
      const captures = [{ ...row, timeLimitSeconds: 3600 }];
      const totals = { all: 1, outcomes: { running: 1 } };
      await route.fulfill({ json: { captures, totals, timeScale: 10 } });
    });
    await page.locator('tr[data-id=fast]', { hasText: /for 15 min.*, limit 1 h/ }).waitFor();
  });

  test('sorts by a column, in the address', async () => {
    const page = await fixture.open('#/?rule=cpu');
    await page.getByRole('link', { name: 'Machine' }).click();
    await page.locator('th[aria-sort=ascending]').waitFor();
    const names = async (): Promise<string[]> => page.locator('tbody th').allInnerTexts();
    assert.deepEqual(await names(), (await names()).toSorted());
    assert.match(page.url(), /sort=machine/);
    await page.getByRole('link', { name: /Machine/ }).click();
    await page.locator('th[aria-sort=descending]').waitFor();
  });
});
