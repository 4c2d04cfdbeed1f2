import type { CaptureReport } from '../captures/outcome.ts';
import type { FileLinks } from './links.ts';
import type { Link, Part } from './message.ts';
import { messageFor } from './message.ts';
import { fallbackText, linkText, plainText, slackLimits } from './slack-text.ts';

const icons: Record<Part['tone'], string> = { good: '✅', warning: '⚠️', bad: '❌' };

const section = (text: string): object => ({ type: 'section', text: plainText(text) });

const context = (...elements: object[]): object => ({ type: 'context', elements });

const linkBlocks = (links: readonly Link[]): object[] =>
  links.length > 0 ? [context(linkText(links))] : [];

/** Renders a report for an incoming webhook of Slack. Source: "Block Kit", docs.slack.dev. */
export function renderBlockKit(report: CaptureReport, links: FileLinks): object {
  const message = messageFor(report, links);
  const facts = message.facts.map(({ title, value }) => `${title}: ${value}`).join(' · ');
  const blocks = [
    { type: 'header', text: plainText(message.title, slackLimits.header) },
    context(plainText(facts)),
    ...linkBlocks(message.links),
    ...message.captures.flatMap((part) => [
      section(`${icons[part.tone]} ${part.text}`),
      ...linkBlocks(part.links),
      ...(part.traffic.length > 0 ? [context(plainText(part.traffic.join('\n')))] : []),
    ]),
    ...message.notes.map((note) => context(plainText(`${icons.warning} ${note}`))),
  ];
  return { text: fallbackText(message.summary), blocks: blocks.slice(0, slackLimits.blocks) };
}
