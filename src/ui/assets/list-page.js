import { Age, Badge, Progress, Severity } from './parts.js';
import { h } from './vendor/preact.js';
import { endWord, machineName, size, stageWord, stateWords } from './words.js';

/** @typedef {import('../../views/capture-row.ts').CaptureRow} CaptureRow */
/** @typedef {import('../../views/capture-row.ts').TargetRow} TargetRow */
/** @typedef {Record<string, string>} Filters */

/**
 * @typedef {object} ListProps
 * @property {CaptureRow[] | undefined} rows
 * @property {Filters} filters
 * @property {(name: string, value: string) => void} onFilter
 * @property {() => void} onClear
 * @property {number} page
 * @property {(() => void) | undefined} onNext
 * @property {(() => void) | undefined} onPrevious
 */

/** @param {ListProps} props */
export function ListPage(props) {
  const { rows, filters, page, onNext, onPrevious } = props;
  const running = rows?.filter(({ state }) => state === 'running' || state === 'starting').length;
  return h(
    'main',
    { id: 'content' },
    h('h1', null, 'Captures'),
    h(Filter, props),
    h(
      'p',
      { class: 'sr-only', role: 'status' },
      rows ? `${rows.length} captures shown, ${running} running` : 'Loading',
    ),
    rows === undefined
      ? h('p', { class: 'quiet' }, 'Loading…')
      : rows.length === 0
        ? h(Empty, { isFiltered: Object.values(filters).some(Boolean) })
        : h(Rows, { rows }),
    (onNext || onPrevious) &&
      h(
        'nav',
        { class: 'pages', 'aria-label': 'Pages' },
        h('button', { disabled: !onPrevious, onClick: onPrevious }, '← Newer'),
        h('span', { class: 'quiet' }, `Page ${page}`),
        h('button', { disabled: !onNext, onClick: onNext }, 'Older →'),
      ),
  );
}

/** @param {ListProps} props */
function Filter({ filters, onFilter, onClear }) {
  const input = (/** @type {string} */ name, /** @type {string} */ label, type = 'search') =>
    h(
      'label',
      null,
      label,
      h('input', {
        type,
        name,
        value: filters[name] ?? '',
        onInput: (/** @type {Event} */ { currentTarget }) =>
          onFilter(name, /** @type {HTMLInputElement} */ (currentTarget).value),
      }),
    );
  return h(
    'form',
    {
      class: 'filters',
      role: 'search',
      onSubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    input('search', 'Search'),
    h(
      'label',
      null,
      'State',
      h(
        'select',
        {
          name: 'state',
          value: filters.state ?? '',
          onChange: (/** @type {Event} */ { currentTarget }) =>
            onFilter('state', /** @type {HTMLSelectElement} */ (currentTarget).value),
        },
        h('option', { value: '' }, 'All'),
        Object.entries(stateWords).map(([value, word]) => h('option', { value }, word)),
      ),
    ),
    input('vm', 'Machine'),
    input('rule', 'Alert rule'),
    input('from', 'Started after', 'datetime-local'),
    input('to', 'Started before', 'datetime-local'),
    Object.values(filters).some(Boolean) &&
      h('button', { type: 'button', onClick: onClear }, 'Clear'),
  );
}

/** @param {{ isFiltered: boolean }} props */
const Empty = ({ isFiltered }) =>
  h(
    'div',
    { class: 'empty panel' },
    h('p', null, isFiltered ? 'No capture is like that.' : 'Nothing was captured yet.'),
    h(
      'p',
      { class: 'quiet' },
      isFiltered ? 'Take out a filter to see more.' : 'A capture starts when an alert fires.',
    ),
  );

/** @param {{ rows: CaptureRow[] }} props */
const Rows = ({ rows }) =>
  h(
    'table',
    { class: 'captures' },
    h('caption', { class: 'sr-only' }, 'Captures, newest first'),
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        ['Machine', 'Alert rule', 'Severity', 'State', 'Outcome', 'Size', 'Started'].map((text) =>
          h('th', { scope: 'col', class: text === 'Size' ? 'number' : '' }, text),
        ),
      ),
    ),
    h(
      'tbody',
      null,
      rows.map((row) => h(Row, { key: row.id, row })),
    ),
  );

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
      h('a', { href: `#/captures/${id}`, title: first?.vm }, machineName(first?.vm ?? id)),
      others.length > 0 && h('span', { class: 'quiet' }, ` and ${others.length} more`),
    ),
    h('td', { 'data-label': 'Rule' }, alert.rule),
    h('td', { 'data-label': 'Severity' }, h(Severity, { value: alert.severity })),
    h('td', { 'data-label': 'State' }, h(State, { row })),
    h('td', { 'data-label': 'Outcome' }, h(Outcomes, { targets })),
    h(
      'td',
      { 'data-label': 'Size', class: 'number' },
      bytes.length > 0
        ? size(bytes.reduce((sum, each) => sum + each, 0))
        : h('span', { class: 'quiet' }, '–'),
    ),
    h('td', { 'data-label': 'Started' }, h(Age, { time: startedAt })),
  );
}

/** @param {{ row: CaptureRow }} props */
function State({ row: { state, stage, targets, timeLimitSeconds = 0 } }) {
  if (state !== 'running' && state !== 'starting') {
    const tone = { ended: 'plain', suspended: 'warning' }[String(state)] ?? 'bad';
    return h(Badge, { tone }, stateWords[state]);
  }
  if (stage === 'notifying') return h(Badge, { tone: 'running' }, stageWord(stage));
  const capturing = targets.find((target) => target.stage === 'capturing') ?? targets[0];
  return [
    h(Badge, { tone: 'running' }, stageWord(capturing?.stage)),
    capturing?.stage === 'capturing' &&
      capturing.startedAt &&
      h(Progress, { startedAt: capturing.startedAt, seconds: timeLimitSeconds }),
  ];
}

/** @param {{ targets: TargetRow[] }} props */
function Outcomes({ targets }) {
  /** @type {Map<string, number>} */
  const ends = new Map();
  for (const { end } of targets) if (end) ends.set(end, (ends.get(end) ?? 0) + 1);
  if (ends.size === 0) return h('span', { class: 'quiet' }, '–');
  return [...ends].map(([end, times]) => {
    const [word, tone] = endWord(end);
    return h(Badge, { tone, key: end }, times > 1 ? `${word} × ${times}` : word);
  });
}
