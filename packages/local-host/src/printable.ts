/** C0 and C1 controls and DEL, which terminals act upon; but tab and line feed. */
const controls = /(?![\t\n])\p{Cc}/gu;

/**
 * A message as a terminal or a log can take it. Control characters are escaped, and further lines
 * indented, so that no message looks like an entry of its own.
 */
export const printable = (message: string): string =>
  message.replaceAll('\r\n', '\n').replaceAll(controls, escape).replaceAll('\n', '\n    ');

const escape = (control: string): string =>
  `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
