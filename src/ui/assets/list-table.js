import { Age, Badge, Progress, Severity } from './parts.js';
import { addressOf, addressWith } from './router.js';
import { state } from './store.js';
import { h } from './vendor/preact.js';
import { endWord, machineName, size, stageWord, stateWords } from './words.js';

/** @typedef {import('../../views/capture-row.ts').CaptureRow} CaptureRow */
/** @typedef {import('../../views/capture-row.ts').TargetRow} TargetRow */

/** The columns: their names in the API's `sort`, and their headings. @type {[string, string][]} */
const columns = [
  ['machine', 'Machine'],
  ['rule', 'Alert rule'],
  ['severity', 'Severity'],
  ['outcome', 'Outcome'],
  ['size', 'Size'],
  ['started', 'Started'],
];

/** @param {{ rows: CaptureRow[], sort: string }} props */
export const ListTable = ({ rows, sort }) =>
  h(
    'table',
    { class: 'captures' },
    h('caption', { class: 'sr-only' }, 'Captures'),
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        columns.map(([name, label]) => h(Heading, { key: name, name, label, sort })),
      ),
    ),
    h(
      'tbody',
      null,
      rows.map((row) => h(Row, { key: row.id, row })),
    ),
  );

/** A heading that sorts ascending, descending, or in the default order (running and newest first). @param {{ name: string, label: string, sort: string }} props */
function Heading({ name, label, sort }) {
  const next = sort === name ? `-${name}` : sort === `-${name}` ? '' : name;
  const order = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : undefined;
  return h(
    'th',
    { scope: 'col', class: `of-${name}`, 'aria-sort': order },
    h(
      'a',
      { href: addressWith({ sort: next, page: '', continuation: '' }) },
      label,
      h('span', { 'aria-hidden': 'true' }, order ? (order === 'ascending' ? ' ↑' : ' ↓') : ''),
    ),
  );
}

/** @param {{ row: CaptureRow }} props */
function Row({ row }) {
  const { id, alert, targets, state, startedAt } = row;
  const bytes = targets.flatMap((target) => target.bytes ?? []);
  const [first, ...others] = targets;
  return h(
    'tr',
    { 'data-id': id, class: state },
    h(
      'th',
      { scope: 'row' },
      h('a', { href: addressOf({ id }), title: first?.vm }, machineName(first?.vm ?? id)),
      others.length > 0 && h('span', { class: 'quiet' }, ` and ${others.length} more`),
    ),
    h(
      'td',
      { 'data-label': 'Rule' },
      h('span', { class: 'clamped', title: alert.rule }, alert.rule),
    ),
    h('td', { 'data-label': 'Severity' }, h(Severity, { value: alert.severity })),
    h('td', { 'data-label': 'Outcome' }, h(Result, { row })),
    h(
      'td',
      { 'data-label': 'Size', class: 'of-size' },
      bytes.length > 0
        ? size(bytes.reduce((sum, each) => sum + each, 0))
        : h('span', { class: 'quiet' }, '–'),
    ),
    h('td', { 'data-label': 'Started' }, h(Age, { time: startedAt })),
  );
}

/** Progress or result of a capture. @param {{ row: CaptureRow }} props */
function Result({ row }) {
  const { stage, targets, timeLimitSeconds = 0 } = row;
  if (row.state === 'ended') return h(Ends, { targets });
  if (row.state !== 'running' && row.state !== 'starting') {
    return h(Badge, { tone: row.state === 'suspended' ? 'warning' : 'bad' }, stateWords[row.state]);
  }
  if (stage === 'notifying') return h(Badge, { tone: 'running' }, stageWord(stage));
  const capturing = targets.find((target) => target.stage === 'capturing') ?? targets[0];
  return h(
    'span',
    { class: 'live' },
    h(Badge, { tone: 'running' }, stageWord(capturing?.stage)),
    capturing?.stage === 'capturing' &&
      capturing.startedAt &&
      h(Progress, {
        startedAt: capturing.startedAt,
        seconds: timeLimitSeconds,
        timeScale: state.list?.timeScale,
      }),
  );
}

/** @param {{ targets: TargetRow[] }} props */
function Ends({ targets }) {
  /** @type {Map<string, number>} */
  const ends = new Map();
  for (const { end } of targets) if (end) ends.set(end, (ends.get(end) ?? 0) + 1);
  if (ends.size === 0) return h('span', { class: 'quiet' }, '–');
  return [...ends].map(([end, times]) => {
    const [word, tone] = endWord(end);
    return h(Badge, { tone, key: end }, times > 1 ? `${word} × ${times}` : word);
  });
}
