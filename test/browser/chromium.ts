import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { chromium } from 'playwright-core';

/** The first draws without windows, with two thirds of the CPU. */
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

/** Path of Chromium: `CHROMIUM`, or the one on the PATH. */
export function findChromium(): string | undefined {
  const { CHROMIUM, PATH = '' } = process.env;
  if (CHROMIUM) return CHROMIUM;
  return PATH.split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** The reason to skip browser tests, or false when a browser is installed. In CI they never skip. */
export const unlessChromium = (): string | false =>
  findChromium() === undefined &&
  process.env.CI !== 'true' &&
  'no Chromium was found: install it, or name it in CHROMIUM';

/** The browser of this process, once it is shared. */
let shared: { browser?: Promise<Browser> } | undefined;

/** Lets the tests of this process use one browser, which costs three seconds of CPU. Returns what closes it. */
export function shareBrowser(): () => Promise<void> {
  const one: typeof shared = {};
  shared = one;
  return async () => {
    shared = undefined;
    await (await one.browser)?.close();
  };
}

/**
 * Opens a Chromium with an empty profile.
 * @throws {Error} when it is not installed.
 */
export async function openBrowser(
  options: BrowserContextOptions = {},
): Promise<BrowserContext & AsyncDisposable> {
  const isShared = shared !== undefined;
  const browser = await (shared === undefined ? launch() : (shared.browser ??= launch()));
  // Every frame of a movement is drawn by the processor.
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  return Object.assign(context, {
    async [Symbol.asyncDispose]() {
      await context.close();
      if (!isShared) await browser.close();
    },
  });
}

async function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('No Chromium was found. Install it (apt-get install chromium).');
  }
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      // All pages are of one site, and a process costs more than what it separates.
      '--renderer-process-limit=1',
      '--disable-site-isolation-trials',
      '--in-process-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
