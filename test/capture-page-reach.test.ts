import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axeViolations as violations } from './browser/axe-violations.ts';
import { unlessChromium } from './browser/chromium.ts';
import { PageFixture } from './browser/page-fixture.ts';

const longRule = `${'unbroken'.repeat(9)} ${'rule of many words '.repeat(7)}`.slice(0, 200);

describe('the capture page is accessible', { skip: unlessChromium() }, () => {
  let fixture: PageFixture;
  let running: string;
  let ended: string;

  before(async () => {
    fixture = await PageFixture.start();
    ended = await fixture.endedCapture('ended-01', { severity: 'Sev1' });
    await fixture.endedCapture('a-machine-with-a-long-name-in-production-eastus2-0042', {
      rule: longRule,
      severity: 'Sev3',
    });
    running = await fixture.startCapture('running-01', { severity: 'Sev0', rule: longRule });
  });
  after(() => fixture[Symbol.asyncDispose]());

  describe('axe reports no violation', () => {
    const views: [string, () => string, string][] = [
      ['the list', () => '#/', 'tbody tr'],
      ['the empty list', () => '#/?search=nothing-has-this-name', '.empty'],
      ['a wrong filter', () => '#/?severity=Sev9', '[role=alert]'],
      ['an unknown capture', () => '#/captures/unknown', '[role=alert]'],
      ['the overview', () => `#/captures/${ended}`, '.machine'],
      ['a running capture', () => `#/captures/${running}`, '.machine progress'],
      ['the question before a stop', () => `#/captures/${running}?do=stop`, 'dialog[open]'],
      ['the traffic', () => `#/captures/${ended}/traffic`, '.chart canvas'],
      ['the packets', () => `#/captures/${ended}/packets`, '.packets tbody button'],
      ['the timeline', () => `#/captures/${ended}/timeline?step=${ended}%3A0.1`, '.json'],
      ['the sequence', () => `#/captures/${ended}/sequence`, 'svg'],
      ['the events', () => `#/captures/${ended}/events`, '.events tbody tr'],
    ];
    for (const [name, place, ready] of views) {
      test(name, async () => {
        const page = await fixture.open(place());
        await page.locator(ready).first().waitFor();
        assert.deepEqual(await violations(page), []);
        // Only the colors are different in the dark.
        await page.emulateMedia({ colorScheme: 'dark' });
        assert.deepEqual(await violations(page, `{ runOnly: ['color-contrast'] }`), []);
      });
    }

    test('the sign-in', async () => {
      const page = await fixture.open();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('Function key').waitFor();
      assert.deepEqual(await violations(page), []);
    });
  });

  test('no word is broken, and nothing is too wide, from 360 to 1,920 pixels', async () => {
    const page = await fixture.open();
    await page.locator('tbody tr').nth(2).waitFor();
    for (const width of [360, 390, 600, 768, 1001, 1024, 1280, 1600, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
      assert.deepEqual(await page.evaluate(brokenWords), [], `at ${width} pixels`);
    }
  });

  test('every view fits a phone', async () => {
    const page = await fixture.open();
    await page.setViewportSize({ width: 360, height: 740 });
    for (const tab of ['', '/traffic', '/timeline', '/sequence', '/events']) {
      await page.goto(`${fixture.stack.address.app}/api/ui#/captures/${ended}${tab}`);
      await page.locator('main .panel').first().waitFor();
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360, tab);
    }
  });
});

/** Words of the list that are broken over lines, except at a hyphen or when longer than a line. */
const brokenWords = `(() => {
  const broken = [];
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const match of node.data.matchAll(/[^\\s-]+-?/g)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (lines.size > 1 && match[0].length < 40) broken.push(match[0]);
    }
  }
  return broken;
})()`;
