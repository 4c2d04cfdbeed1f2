import type { Link } from './message.ts';

/*
 * Text in a message of Slack. What comes from an alert goes into `plain_text`, where Slack looks for no
 * links, mentions or formatting; `mrkdwn` holds only links with titles of our own.
 */

/**
 * What Slack accepts, in characters and blocks. Sources, at docs.slack.dev: "Text object" and "Section
 * block" (3,000), "Blocks" (50 a message), "chat.postMessage" (a text of 4,000).
 */
export const slackLimits = { text: 3000, fallback: 4000, blocks: 50 };

/** A text object that shows the text as it is; It may not be empty. */
export const plainText = (text: string): object => ({
  type: 'plain_text',
  text: clip(withoutMentions(text), slackLimits.text) || '–',
  emoji: false,
});

/** A text object of links. Those that do not fit are left out. */
export function linkText(links: readonly Link[]): object {
  let text = '';
  for (const { title, url } of links) {
    const next = `${text === '' ? '' : ' · '}<${escape(urlIn(url))}|${escape(title)}>`;
    if (text.length + next.length <= slackLimits.text) text += next;
  }
  return { type: 'mrkdwn', text, verbatim: true };
}

/** The text above the blocks, which notifications show too. Slack formats it always. */
export const fallbackText = (text: string): string =>
  // An escape takes five characters at most.
  escape(clip(withoutMentions(text), slackLimits.fallback / 5));

/** Source: "Formatting message text", docs.slack.dev: these three characters, and no others. */
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** In the syntax of links these characters end the URL. */
const urlIn = (url: string): string => url.replaceAll(/[<>|]/g, encodeURIComponent);

/** Puts an invisible word joiner into what some clients turn into a mention on their own. */
const withoutMentions = (text: string): string =>
  text.replaceAll(/[@!](?=here\b|channel\b|everyone\b|[UWS][A-Z0-9])/gi, '$&\u2060');

const clip = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text.toWellFormed();
