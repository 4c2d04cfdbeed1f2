import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser, unlessChromium } from './browser/chromium.ts';
import { showCard } from './browser/message-picture.ts';

test(
  "Microsoft's renderer shows a card: the headline first, nothing wider than the card, and its buttons",
  { skip: unlessChromium() },
  async () => {
    await using browser = await openBrowser({ viewport: { width: 720, height: 700 } });
    const page = await browser.newPage();
    await showCard(page, 'link');
    const card = page.locator('#card');
    assert.match(await card.innerText(), /^Captured: vm_web_03, Sev2\s/);
    for (const name of ['Download', 'Open the capture', 'Alert in the portal']) {
      assert.equal(await page.getByRole('link', { name }).count(), 1, name);
    }
    const overflow = await card.evaluate((element) => {
      const { scrollWidth, clientWidth } = element as unknown as Record<string, number>;
      return (scrollWidth ?? 0) - (clientWidth ?? 0);
    });
    assert.equal(overflow, 0);
  },
);
