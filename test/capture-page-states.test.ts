import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { HttpRequest, type HttpResponseInit } from '@azure/functions';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { machineInstanceId } from '../src/captures/progress.ts';
import type { InstanceStatus } from '../src/task-hub/management-api.ts';
import {
  answerOf,
  capture,
  half,
  Hub,
  machine,
  states,
  statuses,
  views,
} from '../src/test-support/half-written.ts';
import { servePage } from '../src/ui/serve-page.ts';
import { openBrowser, unlessChromium } from './browser/chromium.ts';

/* The capture page on captures with every status and with parts that are missing. Nothing else runs. */

const origin = 'http://127.0.0.1:1';

/** The state of a capture, as the page names it. */
const words: Record<string, string> = {
  starting: 'Starting',
  running: 'Running',
  ended: 'Ended',
  failed: 'App error',
  suspended: 'Suspended',
  terminated: 'Terminated',
};

const others = ['traffic', 'packets', 'timeline', 'sequence', 'events'];

interface Shown {
  id: string;
  what: string;
  state: string;
  hub: Hub;
}

const all = statuses.flatMap((status, row) =>
  Object.entries(half).map(([what, parts], column): Shown => {
    const id = `alert-capture-${String(row)}${String(column)}`;
    const child = { ...parts, instanceId: machineInstanceId(id, 0) };
    // Its machine has the same parts, or runs, or is between two executions.
    const children = [machine(status, child), machine('Running', { instanceId: child.instanceId })];
    const hub = new Hub(capture(status, { ...parts, instanceId: id }), children[column % 3]);
    return { id, what: `${status}, with ${what}`, state: states[status] ?? '', hub };
  }),
);

class EveryHub extends Hub {
  override async *list(): AsyncGenerator<InstanceStatus[]> {
    for (const { hub } of all) yield* hub.list();
  }
}
const every = new EveryHub(capture('Running'), undefined);

/** Answers a request of the page as the app does. */
async function answer(url: URL): Promise<HttpResponseInit> {
  const [, area = '', id, view = 'status', number = '1'] = url.pathname.split('/').slice(1);
  const params = { path: url.pathname.replace(/^\/api\/ui\/?/, ''), id: id ?? '', number };
  const request = new HttpRequest({
    method: 'GET',
    url: url.href,
    params,
    query: Object.fromEntries(url.searchParams),
  });
  if (area === 'ui') return servePage(request);
  const hub = all.find((one) => one.id === id)?.hub ?? every;
  const asked = views[id === undefined ? 'list' : view];
  if (asked === undefined) return { status: 404 };
  const { status, body } = await answerOf(asked, hub, request);
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: JSON.stringify(body) };
}

async function fulfil(route: Route): Promise<void> {
  const { status = 200, headers, body } = await answer(new URL(route.request().url()));
  await route.fulfill({
    status,
    headers: headers as Record<string, string>,
    body: body as string | Buffer,
  });
}

describe('the capture page', { skip: unlessChromium() }, () => {
  let browser: BrowserContext & AsyncDisposable;
  let page: Page;
  const errors: string[] = [];

  before(async () => {
    browser = await openBrowser();
    await browser.route(`${origin}/**`, fulfil);
    browser.on('weberror', (error) => errors.push(error.error().stack ?? error.error().message));
    page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${origin}/api/ui?code=key`);
  });
  after(() => browser[Symbol.asyncDispose]());

  test('lists a capture in every state', async () => {
    const rows = page.locator('tr[data-id]');
    await rows.first().waitFor();
    assert.equal(await rows.count(), 50, 'of all that there are, one page');
    assert.deepEqual(errors, []);
  });

  for (const [index, { id, what, state }] of all.entries()) {
    // Each other tab shows a few parts of each status.
    const tabs = ['', others[index % others.length] ?? ''];
    test(`shows a capture that is ${what}: its overview and ${tabs.join('')}`, async () => {
      for (const tab of tabs) {
        await page.evaluate(
          (hash) => {
            (globalThis as unknown as { location: { hash: string } }).location.hash = hash;
          },
          `#/captures/${id}${tab && `/${tab}`}`,
        );
        await page.locator('header.title code', { hasText: id }).waitFor();
        await page
          .locator('header.title')
          .getByText(words[state] ?? '', { exact: true })
          .first()
          .waitFor();
        await page.locator(`nav.tabs a[aria-current][href$="${tab === '' ? id : tab}"]`).waitFor();
        await page.locator('nav.tabs + *').waitFor();
      }
      assert.deepEqual(errors.splice(0), []);
    });
  }
});
