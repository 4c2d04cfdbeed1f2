/** C0 and C1 control characters and DEL, which terminals interpret. Tab and line feed are excluded. */
const controls = /(?![\t\n])\p{Cc}/gu;

/**
 * Makes a message safe for a terminal or a log. Escapes control characters and indents further lines, so
 * that no part of a message looks like a separate entry.
 */
export const printable = (message: string): string =>
  message.replaceAll('\r\n', '\n').replaceAll(controls, escape).replaceAll('\n', '\n    ');

const escape = (control: string): string =>
  `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
