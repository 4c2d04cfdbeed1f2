import { ApiError, forgetKey, read, save, send, takeKeyFromAddress } from './api.js';
import { DetailPage } from './detail-page.js';
import { ListPage } from './list-page.js';
import { SignIn } from './sign-in.js';
import { h, render } from './vendor/preact.js';

const rowsPerPage = 50;
const liveMs = 2000;
const quietMs = 10_000;

/** What is shown; it is drawn anew after each change. @type {Record<string, any>} */
let state = {};
let address = '';
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const nothing = {
  rows: undefined,
  continuation: undefined,
  before: [],
  capture: undefined,
  instances: undefined,
  traffic: {},
  saving: {},
  isStopping: false,
};

/** @param {Record<string, any>} change */
function update(change) {
  Object.assign(state, change);
  render(h(App, null), /** @type {HTMLElement} */ (document.getElementById('app')));
}

/** `#/?state=running` is the list, `#/captures/ID` one capture. */
function place() {
  const [path = '/', query = ''] = location.hash.slice(1).split('?');
  const [, id] = /^\/captures\/([a-z0-9-]+)$/.exec(path) ?? [];
  return { id, filters: Object.fromEntries(new URLSearchParams(query)) };
}

function App() {
  if (state.needsKey) {
    return h(SignIn, { wasRefused: state.wasRefused, onDone: () => void goTo() });
  }
  const { id } = place();
  return [
    h(
      'header',
      { class: 'top' },
      h('a', { class: 'skip', href: '#content', onClick: skip }, 'Skip to the content'),
      h(
        'a',
        { class: 'brand', href: '#/' },
        h('img', { src: 'ui/icon.svg', alt: '' }),
        'Alert capture',
      ),
      h('span', { class: 'live', role: 'status' }, state.problem ?? ''),
      h('button', { class: 'bare', onClick: signOut }, 'Sign out'),
    ),
    id === undefined ? h(ListPage, listProps()) : h(DetailPage, detailProps(id)),
  ];
}

/** The fragment of the address is the place within the page, so the browser cannot jump by it. @param {Event} event */
function skip(event) {
  event.preventDefault();
  const content = document.getElementById('content');
  content?.setAttribute('tabindex', '-1');
  content?.focus();
}

/** @returns {import('./list-page.js').ListProps} */
function listProps() {
  const { before, continuation, rows } = state;
  const turn = (/** @type {string[]} */ pages) => {
    update({ before: pages, rows: undefined });
    void refresh();
  };
  return {
    rows,
    filters: place().filters,
    onFilter: (name, value) => setFilters({ ...place().filters, [name]: value }),
    onClear: () => setFilters({}),
    page: before.length + 1,
    onNext: continuation && (() => turn([...before, continuation])),
    onPrevious: before.length > 0 ? () => turn(before.slice(0, -1)) : undefined,
  };
}

/** @param {string} id @returns {import('./detail-page.js').DetailProps} */
function detailProps(id) {
  const path = `captures/${id}`;
  return {
    capture: state.capture,
    instances: state.instances,
    traffic: state.traffic,
    saving: state.saving,
    isStopping: state.isStopping,
    onStop: () => {
      update({ isStopping: true });
      void attempt(() => send(`${path}/stop`)).then((done) => {
        if (!done) update({ isStopping: false });
        return refresh();
      });
    },
    onSaveFile: async (target) => {
      const told = (/** @type {number | undefined} */ bytes) =>
        update({ saving: { ...state.saving, [target]: bytes } });
      told(0);
      await attempt(() => save(`${path}/file?target=${target}`, told));
      told(undefined);
    },
    onSaveHistory: (instance) =>
      void attempt(() =>
        save(`${path}/history?instance=${encodeURIComponent(instance)}`, () => {}),
      ),
  };
}

/** @param {Record<string, string>} filters */
function setFilters(filters) {
  const set = Object.entries(filters).filter(([, value]) => value !== '');
  const query = new URLSearchParams(set).toString();
  history.replaceState(null, '', query ? `#/?${query}` : '#/');
  update({ before: [] });
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(), 200);
}

async function goTo() {
  state = { ...nothing };
  address = location.hash;
  update({});
  await refresh();
}

/** Reads what is shown, and again some time later: soon, while something runs. */
async function refresh() {
  clearTimeout(timer);
  const { id, filters } = place();
  const shown = location.hash;
  const done = document.hidden || (await attempt(() => (id ? readDetail(id) : readList(filters))));
  if (shown !== location.hash || state.needsKey) return;
  const isLive = id
    ? state.capture && ['starting', 'running'].includes(state.capture.state)
    : state.rows?.some((/** @type {{ state: string }} */ row) =>
        ['starting', 'running'].includes(row.state),
      );
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(), done && (isLive || !id) ? liveMs : quietMs);
}

/** @param {Record<string, string>} filters */
async function readList(filters) {
  const query = new URLSearchParams({ top: String(rowsPerPage) });
  for (const [name, value] of Object.entries(filters)) {
    if (!['state', 'vm', 'rule', 'search', 'from', 'to'].includes(name) || !value) continue;
    const isTime = (name === 'from' || name === 'to') && !Number.isNaN(Date.parse(value));
    query.set(name, isTime ? new Date(value).toISOString() : value);
  }
  const continuation = state.before.at(-1);
  if (continuation) query.set('continuation', continuation);
  const hash = location.hash;
  const page = await read(`captures?${query}`);
  if (hash === location.hash) update({ rows: page.captures, continuation: page.continuation });
}

/** @param {string} id */
async function readDetail(id) {
  const hash = location.hash;
  const [capture, { instances }] = await Promise.all([
    read(`captures/${id}`),
    read(`captures/${id}/history`),
  ]);
  if (hash !== location.hash) return;
  document.title = `${capture.alert.rule} – Captures`;
  update({ capture, instances });
  for (const [index, target] of capture.targets.entries()) {
    if (!target.traffic || state.traffic[index]) continue;
    const view = await read(`captures/${id}/traffic?target=${index}`).catch((error) => ({
      problem: error instanceof Error ? error.message : String(error),
    }));
    if (hash === location.hash) update({ traffic: { ...state.traffic, [index]: view } });
  }
}

/** Does something that may fail, and tells when it did. @param {() => Promise<unknown>} work */
async function attempt(work) {
  try {
    await work();
    if (state.problem) update({ problem: undefined });
    return true;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
      const wasRefused = sessionStorage.length > 0;
      forgetKey();
      update({ ...nothing, needsKey: true, wasRefused });
    } else {
      update({ problem: error instanceof Error ? error.message : String(error) });
    }
    return false;
  }
}

function signOut() {
  forgetKey();
  clearTimeout(timer);
  update({ ...nothing, needsKey: true, wasRefused: false });
}

takeKeyFromAddress();
addEventListener('hashchange', () => {
  takeKeyFromAddress();
  document.title = 'Captures';
  if (location.hash !== address) void goTo();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !state.needsKey) void refresh();
});
// What is shown of times goes on between two answers.
setInterval(() => {
  if (!document.hidden && !state.needsKey) update({});
}, 1000);
void goTo();
