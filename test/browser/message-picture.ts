import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const adaptiveCards = createRequire(import.meta.url).resolve(
  'adaptivecards/dist/adaptivecards.min.js',
);
const golden = new URL('../../src/notifications/golden/', import.meta.url);

/** The settings of a card host: the colors of Microsoft Teams. */
const hostConfig = {
  fontFamily: 'Segoe UI, system-ui, sans-serif',
  supportsInteractivity: true,
  containerStyles: {
    default: {
      backgroundColor: '#ffffff',
      foregroundColors: {
        default: { default: '#242424', subtle: '#616161' },
        good: { default: '#13612b', subtle: '#13612b' },
        warning: { default: '#8a5a00', subtle: '#8a5a00' },
        attention: { default: '#b3261e', subtle: '#b3261e' },
        accent: { default: '#123f86', subtle: '#123f86' },
      },
    },
    attention: {
      backgroundColor: '#fbe4e2',
      foregroundColors: { default: { default: '#7a1410' } },
    },
    warning: { backgroundColor: '#fdf0d3', foregroundColors: { default: { default: '#5c3b00' } } },
    accent: { backgroundColor: '#e2ecfb', foregroundColors: { default: { default: '#123f86' } } },
    emphasis: { backgroundColor: '#f0f0f0', foregroundColors: { default: { default: '#242424' } } },
  },
};

/** Renders the Adaptive Card of a golden file into a page, with Microsoft's own renderer. */
export async function showCard(page: Page, name: string): Promise<void> {
  const { attachments } = JSON.parse(
    await readFile(new URL(`adaptive-card.${name}.json`, golden), 'utf8'),
  ) as { attachments: { content: unknown }[] };
  await page.setContent(
    `<!doctype html><style>
      body { margin: 24px; background: #f5f5f5; }
      #card { width: 640px; background: #fff; border: 1px solid #ddd; border-radius: 6px; overflow: hidden; }
      .ac-pushButton { margin: 6px 8px 6px 0; padding: 6px 12px; border: 1px solid #bbb; border-radius: 4px; background: #fff; font: 600 13px system-ui; }
    </style><div id="card"></div>`,
  );
  await page.addScriptTag({ path: adaptiveCards });
  await page.evaluate(
    ([card, config]) => {
      const { AdaptiveCards, document } = globalThis as unknown as {
        AdaptiveCards: {
          AdaptiveCard: new () => {
            hostConfig: unknown;
            parse: (card: unknown) => void;
            render: () => unknown;
          };
          HostConfig: new (config: unknown) => unknown;
        };
        document: { getElementById: (id: string) => { append: (element: unknown) => void } };
      };
      const rendered = new AdaptiveCards.AdaptiveCard();
      rendered.hostConfig = new AdaptiveCards.HostConfig(config);
      rendered.parse(card);
      document.getElementById('card').append(rendered.render());
    },
    [attachments[0]?.content, hostConfig] as const,
  );
}
