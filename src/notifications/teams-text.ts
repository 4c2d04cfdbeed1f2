/*
 * Text in an Adaptive Card. A TextBlock interprets Markdown; a TextRun does not.
 * Source: "Format cards in Microsoft Teams", learn.microsoft.com/microsoftteams/platform.
 */

/**
 * Maximum message size in bytes. Teams accepts 28 KB, of which the workflow that posts the card needs a
 * part. Source: "Create incoming webhooks", learn.microsoft.com/microsoftteams/platform.
 */
export const teamsBytes = 27_000;

/** Unformatted text. `run` is the style of the run. */
export const plainBlock = (text: string, run: object = {}): object => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text: cardText(text), ...run }],
});

/** Separates double braces with a word joiner, since a card expands `{{DATE(…)}}` and similar text. */
export const cardText = (text: string): string =>
  text.toWellFormed().replaceAll(/\{(?=\{)/g, '{\u2060');
