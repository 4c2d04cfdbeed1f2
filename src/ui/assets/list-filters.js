import { refreshSoon } from './load.js';
import { addressOf, addressWith, place } from './router.js';
import { update } from './store.js';
import { fromInput, showsUtc, toInput, when, zoneName } from './time.js';
import { h } from './vendor/preact.js';
import { count, severityWords, stateWords } from './words.js';

/** @type {[string, string][]} */
const outcomes = [
  ['', 'All'],
  ['running', 'Running'],
  ['captured', 'Captured'],
  ['failed', 'Failed'],
  ['skipped', 'Not captured'],
  ['shared', 'Covered by another'],
];

/** @param {{ totals: import('./list-page.js').List['totals'] | undefined }} props */
export const Filters = ({ totals }) => [
  h(Outcomes, { totals }),
  h(
    'form',
    {
      class: 'filters',
      role: 'search',
      onSubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    h(Text, { name: 'search', label: 'Search' }),
    h(Choice, {
      name: 'severity',
      label: 'Severity',
      options: Object.entries(severityWords).map(
        /** @returns {[string, string]} */ ([name, word]) => [name, `${name} ${word}`],
      ),
    }),
    h(Choice, { name: 'state', label: 'State', options: Object.entries(stateWords) }),
    h(Text, { name: 'vm', label: 'Machine' }),
    h(Text, { name: 'rule', label: 'Alert rule' }),
    h(Time, { name: 'from', label: 'Started after' }),
    h(Time, { name: 'to', label: 'Started before' }),
    Object.entries(place().query).some(([name, value]) => value && name !== 'sort') &&
      h(
        'a',
        { class: 'button', href: addressOf({ query: { sort: place().query.sort ?? '' } }) },
        'Clear',
      ),
  ),
];

/** Outcome filters with their totals. @param {{ totals: import('./list-page.js').List['totals'] | undefined }} props */
function Outcomes({ totals }) {
  const current = place().query.outcome ?? '';
  return h(
    'nav',
    { class: 'outcomes', 'aria-label': 'Outcomes' },
    outcomes.map(([name, label]) =>
      h(
        'a',
        {
          key: name,
          href: addressWith({ outcome: name, page: '', continuation: '' }),
          'aria-current': name === current ? 'true' : undefined,
          class: name,
        },
        label,
        ' ',
        h(
          'strong',
          null,
          totals ? count(name === '' ? totals.all : (totals.outcomes[name] ?? 0)) : '',
        ),
      ),
    ),
    totals?.since && h('span', { class: 'quiet' }, `counted since ${when(totals.since)}`),
  );
}

/** Changes a filter without a new entry in the browser's history per keystroke. @param {string} name @param {string} value */
function setFilter(name, value) {
  const address = addressWith({ [name]: value, page: '', continuation: '' });
  history.replaceState(null, '', address);
  update({});
  refreshSoon();
}

/** @param {Event} event */
const valueOf = ({ currentTarget }) => /** @type {HTMLInputElement} */ (currentTarget).value;

/** @param {{ name: string, label: string }} props */
const Text = ({ name, label }) =>
  h(
    'label',
    null,
    label,
    h('input', {
      type: 'search',
      name,
      value: place().query[name] ?? '',
      onInput: (/** @type {Event} */ event) => setFilter(name, valueOf(event)),
    }),
  );

/** @param {{ name: string, label: string }} props */
const Time = ({ name, label }) =>
  h(
    'label',
    null,
    `${label} (${showsUtc() ? 'UTC' : zoneName()})`,
    h('input', {
      type: 'datetime-local',
      name,
      value: toInput(place().query[name]),
      onChange: (/** @type {Event} */ event) => setFilter(name, fromInput(valueOf(event))),
    }),
  );

/** @param {{ name: string, label: string, options: [string, string][] }} props */
const Choice = ({ name, label, options }) =>
  h(
    'label',
    null,
    label,
    h(
      'select',
      {
        name,
        value: place().query[name] ?? '',
        onChange: (/** @type {Event} */ event) => setFilter(name, valueOf(event)),
      },
      h('option', { value: '' }, 'All'),
      options.map(([value, word]) => h('option', { value, key: value }, word)),
    ),
  );
