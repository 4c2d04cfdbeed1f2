import { h } from './vendor/preact.js';
import { age, when } from './time.js';
import { duration, severityWords } from './words.js';

/** @typedef {import('./vendor/preact.js').ComponentChildren} Children */

/** @param {{ tone: string, children?: Children }} props */
export const Badge = ({ tone, children }) => h('span', { class: `badge ${tone}` }, children);

/** A severity as name and word. The color only repeats them. @param {{ value: string | undefined }} props */
export const Severity = ({ value }) =>
  value
    ? h(
        'span',
        { class: `severity ${value in severityWords ? value.toLowerCase() : ''}` },
        value,
        severityWords[value] && h('span', { class: 'quiet' }, ` ${severityWords[value]}`),
      )
    : h('span', { class: 'quiet' }, '–');

/** @param {{ time: string }} props */
export const Age = ({ time }) => h('time', { dateTime: time, title: when(time) }, age(time));

/**
 * Elapsed time of a machine's capture, and its limit, both in the time of the capture: a simulator's may run
 * faster than the time measured here.
 * @param {{ startedAt: string, seconds: number, timeScale?: number | undefined }} props
 */
export function Progress({ startedAt, seconds, timeScale = 1 }) {
  const passed = Math.max(0, ((Date.now() - Date.parse(startedAt)) / 1000) * timeScale);
  const text = duration(Math.floor(passed));
  const limit = duration(seconds);
  return h(
    'span',
    { class: 'progress' },
    h('progress', {
      value: Math.min(passed, seconds),
      max: seconds,
      'aria-label': `Capturing for ${text}, limit ${limit}`,
    }),
    h('span', { class: 'quiet' }, `for ${text}, limit ${limit}`),
  );
}

/** @param {{ title: string, id: string, children?: Children }} props */
export const Section = ({ title, id, children }) =>
  h('section', { class: 'panel', 'aria-labelledby': id }, h('h2', { id }, title), children);

/**
 * @param {{ caption: string, head: string[], rows: Children[][], numbers?: number[] }} props
 *   `numbers` are the columns that are aligned right
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

/** Placeholder while data is read. */
export const Loading = () =>
  h('p', { class: 'quiet loading', role: 'status' }, 'Loading. This takes 20 s at most.');

/** Formatted JSON. @param {{ value: unknown, label: string }} props */
export const Json = ({ value, label }) =>
  h(
    'pre',
    { class: 'json', tabIndex: 0, 'aria-label': label },
    typeof value === 'string' ? value : JSON.stringify(value, undefined, 2),
  );
