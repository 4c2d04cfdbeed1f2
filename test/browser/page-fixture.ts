import assert from 'node:assert/strict';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { CaptureView } from '../../src/views/capture-view.ts';
import { alertFor, newMachine } from '../support/alerts.ts';
import { TestStack } from '../support/test-stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { openBrowser } from './chromium.ts';

const viewport = { width: 1280, height: 900 };

/** Fields of a test's alert, except its machine. */
export interface AlertText {
  rule?: string;
  severity?: string;
}

/** The stack of this process, once it is shared. */
let shared: { stack?: Promise<TestStack> } | undefined;

/** Lets the fixtures of this process use one stack. Returns what stops it. */
export function shareStack(): () => Promise<void> {
  const one: typeof shared = {};
  shared = one;
  return async () => {
    shared = undefined;
    await (await one.stack)?.[Symbol.asyncDispose]();
  };
}

/** The local stack with a browser, for tests of the capture page. */
export class PageFixture implements AsyncDisposable {
  readonly stack: TestStack;
  readonly browser: BrowserContext & AsyncDisposable;
  /** Errors that the browser reported, in any page. */
  readonly complaints: string[] = [];

  #page: Page | undefined;

  private constructor(stack: TestStack, browser: BrowserContext & AsyncDisposable) {
    this.stack = stack;
    this.browser = browser;
    browser.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    browser.on('weberror', (error) => this.complaints.push(error.error().message));
  }

  static async start(options: BrowserContextOptions = {}): Promise<PageFixture> {
    const stack = await (shared === undefined ? startStack() : (shared.stack ??= startStack()));
    const browser = await openBrowser({ viewport, ...options });
    return new PageFixture(stack, browser);
  }

  /**
   * Loads the page at a route, such as `#/captures/ID`, with the key in the address. It is the same tab for
   * all tests: a new one costs more than a second of CPU.
   */
  async open(place = '#/', query = ''): Promise<Page> {
    const page = (this.#page ??= await this.browser.newPage());
    await page.unrouteAll();
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: null });
    const { app, functionKey } = this.stack.address;
    await page.goto(`${app}/api/ui?code=${functionKey}${query}${place}`);
    return page;
  }

  /** Waits for the browser's report of the one request that a test lets be refused, and removes it. */
  async untilRefused(): Promise<void> {
    await waitFor(
      'the report of a refused request',
      () => this.complaints,
      ({ length }) => length > 0,
    );
    const [report = ''] = this.complaints.splice(0, 1);
    assert.match(report, /status of 40[01]/);
  }

  /** Starts a capture and waits until it is running. */
  async startCapture(
    name: string,
    { rule = 'cpu above 90', severity = 'Sev2' }: AlertText = {},
  ): Promise<string> {
    const payload = JSON.parse(alertFor(newMachine(name))) as {
      data: { essentials: Record<string, unknown> };
    };
    Object.assign(payload.data.essentials, {
      alertRule: rule,
      severity,
      firedDateTime: new Date().toISOString(),
    });
    const id = await this.stack.client.postAlert(JSON.stringify(payload));
    await this.stack.waitForCapture(id, isCapturing);
    return id;
  }

  /** Runs a capture to its end, with traffic in its file. */
  async endedCapture(name: string, text: AlertText = {}): Promise<string> {
    const id = await this.startCapture(name, text);
    // The stop follows immediately, but seconds have passed on the machine, so there is traffic.
    await this.stack.simulator.setClock({ scale: 100, instant: true });
    await this.stack.client.call(`captures/${id}/stop`, { method: 'POST' });
    await this.stack.endOf(id);
    await this.stack.simulator.setClock({ scale: 1, instant: true });
    return id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser[Symbol.asyncDispose]();
    if (shared === undefined) await this.stack[Symbol.asyncDispose]();
  }
}

const startStack = (): Promise<TestStack> =>
  TestStack.start({
    settings: {
      CAPTURE_TIME_LIMIT_SECONDS: '900',
      NOTIFY_ON_START: 'true',
    },
  });

const isCapturing = ({ targets: [target] }: CaptureView): boolean =>
  target !== undefined && 'stage' in target && target.stage === 'capturing';
