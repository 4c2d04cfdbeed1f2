/*
 * Text in an Adaptive Card. A TextBlock takes it for Markdown; a TextRun does not.
 * Source: "Format cards in Microsoft Teams", learn.microsoft.com/microsoftteams/platform.
 */

/**
 * Bytes of a message that Teams accepts. Source: "Create incoming webhooks", the same place: 28 KB,
 * of which the workflow that posts the card needs a part.
 */
export const teamsBytes = 27_000;

/** Text as it is. `run` is the style of the run. */
export const plainBlock = (text: string, run: object = {}): object => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text: cardText(text), ...run }],
});

/** A card replaces `{{DATE(…)}}` and the like in any text; a word joiner keeps the braces apart. */
export const cardText = (text: string): string =>
  text.toWellFormed().replaceAll(/\{(?=\{)/g, '{\u2060');
