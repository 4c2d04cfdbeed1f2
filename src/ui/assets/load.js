import { read } from './api.js';
import { chosenInstance } from './chosen-instance.js';
import { keyFromOtherTab, currentKey } from './key.js';
import { place } from './router.js';
import { attempt, reset, state, update } from './store.js';
import { tabOf } from './tabs.js';

/** @typedef {Record<string, string>} Query */

export const rowsPerPage = 50;
const liveMs = 2000;
const quietMs = 10_000;
const noticeMs = 3000;

/** The parameters of the page's address that are passed to `GET /api/captures`. */
const listParameters = [
  ['outcome', 'severity', 'state', 'vm', 'rule', 'search'],
  ['from', 'to', 'sort', 'continuation'],
].flat();

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let shown = '';

/** Shows another place with an empty state. */
export async function goTo() {
  const { id } = place();
  // The tabs of a capture share its data.
  const isSame = id !== undefined && id === state.capture?.id;
  const { notice, noticeAt = 0, list } = state;
  // Keep the result of the action that led here.
  const kept = Date.now() - noticeAt < noticeMs ? { notice, noticeAt } : {};
  if (isSame) update({ notice: undefined, ...kept });
  else reset({ ...kept, ...(id === undefined && list && { list }) });
  document.title = 'Captures';
  await refresh();
}

/** Reads the data of the current view, and repeats this at short intervals while something runs. */
export async function refresh() {
  clearTimeout(timer);
  const { id, query } = place();
  shown = location.hash;
  const at = shown;
  if (!document.hidden) {
    if (!currentKey()) await keyFromOtherTab();
    const isDone = await attempt(() => (id ? readDetail(id) : readList(query)), 'problem');
    if (at !== location.hash || state.needsKey) return;
    if (isDone) update({ problem: undefined, readAt: Date.now() });
  }
  const isLive = id ? isActive(state.capture) : state.list?.captures.some(isActive);
  clearTimeout(timer);
  const wait = !state.problem && (isLive || !id) ? liveMs : quietMs;
  timer = setTimeout(() => void refresh(), wait);
}

/** @param {number} [ms] */
export function refreshSoon(ms = 200) {
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(), ms);
}

export const stopRefreshing = () => clearTimeout(timer);

/** @param {{ state: string } | undefined} capture */
export const isActive = (capture) =>
  capture !== undefined && ['starting', 'running', 'suspended'].includes(capture.state);

/** @param {Query} query */
async function readList(query) {
  const asked = new URLSearchParams({ top: String(rowsPerPage) });
  for (const name of listParameters) if (query[name]) asked.set(name, query[name] ?? '');
  const at = location.hash;
  const list = await read(`captures?${asked}`);
  if (at === location.hash) update({ list });
}

/** @param {string} id */
async function readDetail(id) {
  const at = () => place().id === id;
  const path = `captures/${encodeURIComponent(id)}`;
  const capture = await read(path);
  if (!at()) return;
  document.title = `${capture.alert.rule} – Captures`;
  update({ capture });
  const { needs } = tabOf(place().tab);
  if (needs === 'history') {
    const { instances } = await read(`${path}/history`);
    if (at()) update({ instances });
    await readRaw(path, at);
  }
  if (needs === 'traffic') await readTraffic(path, capture, at);
}

/** Reads the history of the instance in the address. @param {string} path @param {() => boolean} at */
async function readRaw(path, at) {
  const wanted = chosenInstance(state.instances);
  if (wanted === undefined || (state.raw[wanted] && !isActive(state.capture))) return;
  const raw = await read(`${path}/history?instance=${encodeURIComponent(wanted)}`);
  if (at()) update({ raw: { ...state.raw, [wanted]: raw } });
}

/** @param {string} path @param {any} capture @param {() => boolean} at */
async function readTraffic(path, capture, at) {
  for (const [index, target] of capture.targets.entries()) {
    if (!target.traffic || state.traffic[index]) continue;
    const view = await read(`${path}/traffic?target=${index}`).catch((error) => ({
      problem: error instanceof Error ? error.message : String(error),
    }));
    if (at()) update({ traffic: { ...state.traffic, [index]: view } });
  }
}
