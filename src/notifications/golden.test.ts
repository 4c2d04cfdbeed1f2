import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  endedReport,
  fileUrl,
  hostileReport,
  mixedReport,
  reportOf,
  startOf,
} from '../test-support/reports.ts';
import { cardFor, renderAdaptiveCard } from './adaptive-card.ts';
import { blocksFor, renderBlockKit } from './block-kit.ts';
import { renderCloudEvent, renderStartedEvent } from './cloud-event.ts';
import { startMessage } from './start-message.ts';

const links = { [fileUrl]: `${fileUrl}?sv=2026&sig=a%2Bb&se=2026-11-21` };

const formats = {
  'cloud-event': renderCloudEvent,
  'adaptive-card': renderAdaptiveCard,
  'block-kit': renderBlockKit,
};

const reports = {
  captured: () => [reportOf(), {}] as const,
  link: () => [reportOf(), links] as const,
  stopped: () => [endedReport({ end: 'stopped', severity: 'Sev1' }), links] as const,
  failed: () => [endedReport({ end: 'failed', severity: 'Sev0' }), {}] as const,
  skipped: () => [endedReport({ end: 'skipped', severity: 'Sev4' }), {}] as const,
  mixed: () => [mixedReport(), links] as const,
  hostile: () => [hostileReport(), {}] as const,
};

const host = 'captures.example.net';

const starts = {
  'cloud-event': () => renderStartedEvent(startOf(), host),
  'adaptive-card': () => cardFor(startMessage(startOf(), host)),
  'block-kit': () => blocksFor(startMessage(startOf(), host)),
};

function compare(name: string, rendered: object): void {
  const golden = new URL(`golden/${name}.json`, import.meta.url);
  const text = `${JSON.stringify(rendered, null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
  assert.equal(text, readFileSync(golden, 'utf8'));
}

/** The golden files have been reviewed by a person. `UPDATE_GOLDEN=1` rewrites them. */
describe('a notification is as its golden file', () => {
  for (const [format, render] of Object.entries(formats)) {
    for (const [name, report] of Object.entries(reports)) {
      test(`${format} ${name}`, () => {
        compare(`${format}.${name}`, render(...report(), host));
      });
    }
  }
  for (const [format, render] of Object.entries(starts)) {
    test(`${format} started`, () => compare(`${format}.started`, render()));
  }
});

describe('a notification of very many machines fits a chat', () => {
  const [capture] = mixedReport().captures.slice(2);
  const crowd = reportOf(
    Array.from({ length: 200 }, () => ({ ...capture!, warnings: ['w'.repeat(5000)] })),
  );
  crowd.alert.rule = 'r'.repeat(1000);

  test('Slack: at most 50 blocks, and 3,000 characters in each', () => {
    const { attachments } = renderBlockKit(crowd, {}) as {
      attachments: {
        blocks: { text?: { text: string }; elements?: { text: string }[] }[];
      }[];
    };
    const blocks = attachments[0]!.blocks;
    assert(blocks.length <= 50);
    for (const { text, elements = [] } of blocks) {
      for (const one of [text, ...elements]) assert((one?.text.length ?? 0) <= 3000);
    }
  });

  test('Teams: at most 28 KB', () => {
    assert(JSON.stringify(renderAdaptiveCard(crowd, {})).length <= 28_000);
  });
});
