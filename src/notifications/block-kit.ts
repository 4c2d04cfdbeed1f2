import type { CaptureReport } from '../captures/outcome.ts';
import type { FileLinks } from './links.ts';
import type { Link, Part } from './message.ts';
import { messageFor } from './message.ts';

const icons: Record<Part['tone'], string> = {
  good: ':white_check_mark:',
  warning: ':warning:',
  bad: ':x:',
};

/** Source: "Formatting text", docs.slack.dev: these three characters, and no others. */
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const link = ({ title, url }: Link): string =>
  `<${escape(url.replaceAll(/[<>|]/g, encodeURIComponent))}|${escape(title)}>`;

/** Its text may have 3,000 characters. */
const section = (lines: string[]): object => ({
  type: 'section',
  text: { type: 'mrkdwn', text: lines.filter((line) => line !== '').join('\n') },
});

const context = (text: string): object => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text }],
});

/** Renders a report for an incoming webhook of Slack. Source: "Block Kit", docs.slack.dev. */
export function renderBlockKit(report: CaptureReport, links: FileLinks): object {
  const message = messageFor(report, links);
  const facts = message.facts.map(({ title, value }) => `*${title}* ${escape(value)}`).join(' · ');
  return {
    text: escape(message.summary),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: message.title } },
      context([facts, ...message.links.map(link)].join(' · ')),
      ...message.captures.flatMap(({ tone, text, traffic, links: partLinks }) => [
        section([`${icons[tone]} ${escape(text)}`, partLinks.map(link).join(' · ')]),
        ...(traffic.length > 0 ? [context(traffic.map(escape).join('\n'))] : []),
      ]),
      ...message.notes.map((note) => context(`${icons.warning} ${escape(note)}`)),
    ],
  };
}
