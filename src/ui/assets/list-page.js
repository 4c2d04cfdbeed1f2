import { Filters } from './list-filters.js';
import { ListTable } from './list-table.js';
import { isActive } from './load.js';
import { Loading } from './parts.js';
import { addressOf, addressWith, place } from './router.js';
import { h } from './vendor/preact.js';

/** @typedef {import('../../views/capture-row.ts').CaptureRow} CaptureRow */

/**
 * @typedef {object} List the response of `GET /api/captures`
 * @property {CaptureRow[]} captures
 * @property {string} [continuation]
 * @property {{ all: number, since?: string, outcomes: Record<string, number> }} totals
 */

/** @param {{ list: List | undefined }} props */
export function ListPage({ list }) {
  const { query } = place();
  const rows = list?.captures;
  const page = Number(query.page) || 1;
  return h(
    'main',
    { id: 'content' },
    h('h1', null, 'Captures'),
    h(Filters, { totals: list?.totals }),
    h(
      'p',
      { class: 'sr-only', role: 'status' },
      rows ? `${rows.length} captures shown, ${rows.filter(isActive).length} running` : '',
    ),
    rows === undefined
      ? h(Loading, null)
      : rows.length === 0
        ? h(Empty, null)
        : h(ListTable, { rows, sort: query.sort ?? '' }),
    (page > 1 || list?.continuation) &&
      h(
        'nav',
        { class: 'pages', 'aria-label': 'Pages' },
        page > 1 &&
          h(
            'a',
            { class: 'button', href: addressWith({ page: '', continuation: '' }) },
            '← First page',
          ),
        h('span', { class: 'quiet' }, `Page ${page}`),
        list?.continuation &&
          h(
            'a',
            {
              class: 'button',
              href: addressWith({ page: String(page + 1), continuation: list.continuation }),
            },
            'Next page →',
          ),
      ),
  );
}

function Empty() {
  const isFiltered = Object.values(place().query).some(Boolean);
  return h(
    'div',
    { class: 'empty panel' },
    h('p', null, isFiltered ? 'No capture matches the filters.' : 'Nothing was captured yet.'),
    isFiltered
      ? h('p', null, h('a', { class: 'button', href: addressOf({}) }, 'Clear the filters'))
      : h(
          'p',
          { class: 'quiet' },
          'A capture starts when an alert of Azure Monitor reaches this app. To see one now, send the example alert that npm start prints.',
        ),
  );
}
