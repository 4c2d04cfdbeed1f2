import { h } from './vendor/preact.js';
import { age, duration, when } from './words.js';

/** @typedef {import('./vendor/preact.js').ComponentChildren} Children */

/** @param {{ tone: string, children?: Children }} props */
export const Badge = ({ tone, children }) => h('span', { class: `badge ${tone}` }, children);

/** @param {{ value: string | undefined }} props */
export const Severity = ({ value }) =>
  value
    ? h('span', { class: `severity ${/^Sev[0-4]$/.test(value) ? value.toLowerCase() : ''}` }, value)
    : h('span', { class: 'quiet' }, '–');

/** @param {{ time: string }} props */
export const Age = ({ time }) => h('time', { dateTime: time, title: when(time) }, age(time));

/**
 * How far a machine's capture is, by its time.
 * @param {{ startedAt: string, seconds: number }} props
 */
export function Progress({ startedAt, seconds }) {
  const passed = Math.min(Math.max(0, (Date.now() - Date.parse(startedAt)) / 1000), seconds);
  const text = `${duration(Math.floor(passed))} of ${duration(seconds)}`;
  return h(
    'span',
    { class: 'progress' },
    h('progress', { value: passed, max: seconds, 'aria-label': `Captured for ${text}` }),
    h('span', { class: 'quiet' }, text),
  );
}

/** @param {{ title: string, id: string, children?: Children }} props */
export const Section = ({ title, id, children }) =>
  h('section', { class: 'panel', 'aria-labelledby': id }, h('h2', { id }, title), children);

/**
 * @param {{ caption: string, head: string[], rows: Children[][], numbers?: number[] }} props
 *   `numbers` are the columns that are set to the right
 */
export const Table = ({ caption, head, rows, numbers = [] }) =>
  h(
    'div',
    { class: 'scrolls', tabIndex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      { class: 'plain' },
      h('caption', null, caption),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          head.map((text, column) =>
            h('th', { scope: 'col', class: numbers.includes(column) ? 'number' : '' }, text),
          ),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map((cells) =>
          h(
            'tr',
            null,
            cells.map((cell, column) =>
              h('td', { class: numbers.includes(column) ? 'number' : '' }, cell),
            ),
          ),
        ),
      ),
    ),
  );
