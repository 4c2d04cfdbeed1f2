import type { Link } from './message.ts';

/*
 * Text in a Slack message. Text from an alert goes into `plain_text`, where Slack interprets no links,
 * mentions or formatting. `mrkdwn` contains only links with our own titles.
 */

/**
 * Limits of Slack, in characters. Sources, at docs.slack.dev: "Text object" and "Section block" (3,000),
 * "chat.postMessage" (a text of 4,000). A message may have 50 blocks ("Blocks"), and has at most 42.
 */
export const slackLimits = { text: 3000, fallback: 4000 };

/** A text object that shows the text unchanged. The text must not be empty. */
export const plainText = (text: string): object => ({
  type: 'plain_text',
  text: clip(withoutMentions(text), slackLimits.text) || '–',
  emoji: false,
});

/** A text object of links. Links that do not fit are omitted. */
export function linkText(links: readonly Link[]): object {
  let text = '';
  for (const { title, url } of links) {
    const next = `${text === '' ? '' : ' · '}<${escape(urlIn(url))}|${escape(title)}>`;
    if (text.length + next.length <= slackLimits.text) text += next;
  }
  return { type: 'mrkdwn', text, verbatim: true };
}

/** The text above the blocks, also shown in notifications. Slack always formats it. */
export const fallbackText = (text: string): string =>
  // An escape has at most five characters.
  escape(clip(withoutMentions(text), slackLimits.fallback / 5));

/** Escapes the three characters that Slack requires. Source: "Formatting message text", docs.slack.dev. */
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Encodes the characters that end a URL in Slack's link syntax. */
const urlIn = (url: string): string => url.replaceAll(/[<>|]/g, encodeURIComponent);

/** Inserts an invisible word joiner into text that some clients would turn into a mention. */
const withoutMentions = (text: string): string =>
  text.replaceAll(/[@!](?=here|channel|everyone|[UWS][A-Z0-9])/gi, '$&\u2060');

const clip = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text.toWellFormed();
