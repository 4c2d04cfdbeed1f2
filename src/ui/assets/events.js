import { chosenInstance } from './chosen-instance.js';
import { Json, Loading, Section } from './parts.js';
import { addressWith } from './router.js';
import { plain } from './step-panel.js';
import { state } from './store.js';
import { clock, zoneName } from './time.js';
import { h } from './vendor/preact.js';

/** Fields that the columns show, so the details omit them. */
const shown = new Set(['EventType', 'Timestamp', 'FunctionName', 'Name']);

/** The plain list of the history events of one instance. */
export function Events() {
  const { instances, raw } = state;
  if (instances === undefined) return h(Loading, null);
  const id = chosenInstance(instances) ?? '';
  /** @type {Record<string, unknown>[] | undefined} */
  const events = raw[id]?.historyEvents;
  return h(
    Section,
    { title: 'History events', id: 'events' },
    h(
      'label',
      { class: 'toolbar' },
      'Instance ',
      h(
        'select',
        {
          value: id,
          onChange: (/** @type {Event} */ { currentTarget }) =>
            location.replace(
              addressWith({ instance: /** @type {HTMLSelectElement} */ (currentTarget).value }),
            ),
        },
        instances.map((instance) =>
          h('option', { key: instance.id, value: instance.id }, `${instance.name} ${instance.id}`),
        ),
      ),
    ),
    events === undefined
      ? h(Loading, null)
      : h(
          'div',
          { class: 'scrolls', tabIndex: 0, role: 'region', 'aria-label': 'Table of events' },
          h(
            'table',
            { class: 'plain events' },
            h(
              'thead',
              null,
              h(
                'tr',
                null,
                ['#', `Time (${zoneName()})`, 'Event', 'Name', 'Details'].map((text) =>
                  h('th', { scope: 'col', key: text }, text),
                ),
              ),
            ),
            h(
              'tbody',
              null,
              events.map((event, index) => h(EventRow, { key: index, event, index })),
            ),
          ),
        ),
  );
}

/** @param {{ event: Record<string, unknown>, index: number }} props */
function EventRow({ event, index }) {
  const rest = Object.entries(event).filter(
    ([name, value]) => !shown.has(name) && value !== null && value !== undefined,
  );
  const value = Object.fromEntries(
    rest.map(([name, each]) => [name, /^(Input|Result)$/.test(name) ? plain(each) : each]),
  );
  return h(
    'tr',
    null,
    h('td', { class: 'number' }, String(index)),
    h('td', { class: 'nowrap' }, event.Timestamp ? clock(String(event.Timestamp), 3) : ''),
    h('td', null, String(event.EventType)),
    h('td', null, String(event.FunctionName ?? event.Name ?? '')),
    h(
      'td',
      null,
      rest.length > 0 &&
        h(
          'details',
          null,
          h('summary', null, rest.map(([name]) => name).join(', ')),
          h(Json, { value, label: `Details of event ${index}` }),
        ),
    ),
  );
}
