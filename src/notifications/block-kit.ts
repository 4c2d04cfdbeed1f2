import type { CaptureReport } from '../captures/outcome.ts';
import type { FileLinks } from './links.ts';
import type { Tone } from './headline.ts';
import type { Link, Message } from './message.ts';
import { messageFor } from './message.ts';
import { fallbackText, linkText, plainText } from './slack-text.ts';

const icons: Record<Tone, string> = { running: '⏳', good: '✅', warning: '⚠️', bad: '❌' };

const section = (text: string): object => ({ type: 'section', text: plainText(text) });

const context = (...elements: object[]): object => ({ type: 'context', elements });

const linkBlocks = (links: readonly Link[]): object[] =>
  links.length > 0 ? [context(linkText(links))] : [];

/** Colors of the bar beside the message: red, amber and blue. */
const bars: Record<NonNullable<Message['severity']>, string> = {
  high: '#b3261e',
  medium: '#d08700',
  low: '#1f5fbf',
};

/**
 * Renders a report for an incoming webhook of Slack. The blocks are in an attachment, since only an
 * attachment has a colored bar. Links are text, since Slack shows a warning on buttons of apps that do
 * not handle interactions. Sources: "Block Kit", "Secondary message attachments", docs.slack.dev.
 */
export const renderBlockKit = (report: CaptureReport, links: FileLinks, host?: string): object =>
  blocksFor(messageFor(report, links, { host }));

/** Renders any message in Block Kit. */
export function blocksFor(message: Message): object {
  const facts = message.facts.map(({ title, value }) => `${title}: ${value}`).join(' · ');
  const blocks = [
    context(plainText(facts)),
    ...linkBlocks(message.links),
    ...message.captures.flatMap((part) => [
      section(`${icons[part.tone]} ${part.text}`),
      ...linkBlocks(part.links),
      ...(part.traffic.length > 0 ? [context(plainText(part.traffic.join('\n')))] : []),
    ]),
    ...message.notes.map((note) => context(plainText(`${icons.warning} ${note}`))),
  ];
  const color = message.severity === undefined ? '#57606f' : bars[message.severity];
  return {
    text: fallbackText(message.headline),
    attachments: [{ color, blocks }],
  };
}
