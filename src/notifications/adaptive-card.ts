import type { CaptureReport } from '../captures/outcome.ts';
import type { FileLinks } from './links.ts';
import type { Tone } from './headline.ts';
import type { Link, Message } from './message.ts';
import { messageFor, mostParts } from './message.ts';
import { cardText, plainBlock as plain, teamsBytes } from './teams-text.ts';

const colors: Record<Tone, string> = {
  running: 'accent',
  good: 'good',
  warning: 'warning',
  bad: 'attention',
};

/** Container styles: red, amber and blue. */
const styles: Record<NonNullable<Message['severity']>, string> = {
  high: 'attention',
  medium: 'warning',
  low: 'accent',
};

const open = ({ title, url }: Link): object => ({ type: 'Action.OpenUrl', title, url });

const actions = (links: Link[]): object[] =>
  links.length > 0 ? [{ type: 'ActionSet', actions: links.map(open) }] : [];

/**
 * Renders a report for a Microsoft Teams workflow that posts an Adaptive Card. The color of the top band
 * shows the severity.
 * Source: "Create incoming webhooks with Workflows", and adaptivecards.io/explorer (1.4).
 */
export function renderAdaptiveCard(report: CaptureReport, links: FileLinks, host?: string): object {
  for (let most = mostParts; ; most--) {
    const card = cardFor(messageFor(report, links, { most, host }));
    if (most === 0 || Buffer.byteLength(JSON.stringify(card)) <= teamsBytes) return card;
  }
}

/** Renders any message as an Adaptive Card. */
export function cardFor(message: Message): object {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    fallbackText: cardText(message.headline),
    body: [
      {
        type: 'Container',
        style: message.severity === undefined ? 'emphasis' : styles[message.severity],
        bleed: true,
        items: [
          plain(message.headline, { weight: 'bolder', size: 'large' }),
          plain(message.facts.map(({ title, value }) => `${title}: ${value}`).join(' · ')),
        ],
      },
      ...message.captures.map((part) => ({
        type: 'Container',
        separator: true,
        items: [
          plain(part.text, { color: colors[part.tone] }),
          ...part.traffic.map((line) => plain(line, { size: 'small' })),
          ...actions(part.links),
        ],
      })),
      ...message.notes.map((note) => plain(note, { color: colors.warning })),
      ...actions(message.links),
    ],
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}
