import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { unlessChromium } from './browser/chromium.ts';
import { PageFixture } from './browser/page-fixture.ts';

describe('the packets of the capture page', { skip: unlessChromium() }, () => {
  let fixture: PageFixture;
  let page: Page;
  let id = '';

  before(async () => {
    fixture = await PageFixture.start();
    id = await fixture.endedCapture('packets-02');
    page = await fixture.open(`#/captures/${id}/packets`);
  });
  after(() => fixture[Symbol.asyncDispose]());

  const list = () => page.getByRole('region', { name: 'Packet list' });
  const scrollTo = (pixels: number): Promise<void> =>
    list().evaluate((box, scrollTop) => void Object.assign(box as object, { scrollTop }), pixels);
  const shown = (): Promise<number> => list().locator('tbody tr:not(.space)').count();

  test('are a list that renders only visible rows', async () => {
    await page
      .getByRole('status')
      .getByText(/^[\d,.\s]+ packets$/)
      .waitFor();
    await list().getByRole('button', { name: 'Packet 1', exact: true }).waitFor();
    assert.ok((await shown()) < 120, `${await shown()} rows`);
    await scrollTo(1e7);
    const words = await page.getByRole('status').getByText('packets').first().innerText();
    const last = Number(words.replaceAll(/\D/g, ''));
    await list()
      .getByRole('button', { name: `Packet ${last}`, exact: true })
      .waitFor();
    assert.ok((await shown()) < 120, `${await shown()} rows`);
  });

  test('show their layers and bytes, and a selected field marks its bytes', async () => {
    await scrollTo(0);
    await list().getByRole('button', { name: 'Packet 1', exact: true }).click();
    const detail = page.getByRole('group', { name: 'Packet 1', exact: true });
    await detail.getByText('Ethernet').click();
    await detail.getByRole('button', { name: 'Source', exact: true }).first().focus();
    assert.equal(await detail.locator('.hex mark').count(), 12, 'six bytes, as digits and as text');
  });

  test('are filtered by the address; an error is shown under a caret', async () => {
    await page.getByLabel('Filter').fill('tcp and flags syn');
    await page.getByRole('button', { name: 'Apply' }).click();
    await list().getByText('[SYN]').first().waitFor();
    const others = list().locator('tbody tr:not(.space)', { hasNotText: '[SYN' });
    await others.first().waitFor({ state: 'detached' });
    assert.match(page.url(), /filter=tcp\+and\+flags\+syn/);
    await page.getByLabel('Filter').fill('tcp prt 80');
    await page.getByRole('button', { name: 'Apply' }).click();
    const fault = page.locator('pre.fault');
    await fault.waitFor();
    assert.match(await fault.innerText(), /\ntcp prt 80\n {4}\^/);
    await fixture.untilRefused();
  });

  test('are linked from the figures of the summary', async () => {
    await page.goto(page.url().replace(/#.*/, `#/captures/${id}/traffic`));
    const talkers = page.getByRole('region', { name: 'Top talkers' });
    await talkers.getByRole('link').first().click();
    await list().waitFor();
    assert.match(page.url(), /packets\?target=0&filter=host\+/);
    assert.deepEqual(fixture.complaints, []);
  });
});
