import { read, save } from './api.js';
import { PacketDetail } from './packet-detail.js';
import { PacketList } from './packet-list.js';
import { Section } from './parts.js';
import { addressWith, place } from './router.js';
import { attempt } from './store.js';
import { Component, h } from './vendor/preact.js';
import { count, machineName } from './words.js';

/** @typedef {import('../../triggers/capture-packets.ts').PacketsView} PacketsView */
/** @typedef {import('../../traffic/packets/packet-row.ts').PacketRow} PacketRow */
/** @typedef {import('./tabs.js').CaptureView} CaptureView */

const pageRows = 200;

/**
 * @typedef {object} Shown
 * @property {string} key the capture, the machine and the filter that are shown
 * @property {Map<number, PacketRow[]>} pages rows by the number of the page
 * @property {number} matches number of matching packets known so far
 * @property {boolean} isComplete
 * @property {string} [problem]
 * @property {any} [detail] the packet that was chosen
 */

/**
 * The packets of a capture's file.
 * @extends {Component<{ capture: CaptureView }>}
 */
export class PacketsTab extends Component {
  /** @override @type {Shown} */
  state = { key: '', pages: new Map(), matches: 0, isComplete: false };
  /** Requested pages. @type {Set<string>} */
  asked = new Set();

  get target() {
    return place().query.target ?? '0';
  }

  get filter() {
    return place().query.filter ?? '';
  }

  /** @param {string} rest @param {Record<string, string>} [query] */
  path(rest, query = {}) {
    const { id } = this.props.capture;
    const parameters = new URLSearchParams({ target: this.target, ...query });
    return `captures/${encodeURIComponent(id)}/${rest}?${parameters.toString()}`;
  }

  /** @override */
  componentDidMount() {
    this.follow();
  }

  /** @override */
  componentDidUpdate() {
    this.follow();
  }

  /** Starts again when the address names another filter or machine. */
  follow() {
    const key = JSON.stringify([this.target, this.filter]);
    if (key === this.state.key) return;
    this.asked.clear();
    this.setState({
      key,
      pages: new Map(),
      matches: 0,
      isComplete: false,
      problem: undefined,
      detail: undefined,
    });
    void this.load(key, 0).then((isLoaded) => isLoaded && this.load(key, 0, { total: 'exact' }));
  }

  /**
   * Loads a page of the list. Resolves with true when its rows are shown.
   * @param {string} key @param {number} page @param {Record<string, string>} [more]
   */
  async load(key, page, more = {}) {
    const name = JSON.stringify([key, page, more]);
    if (this.asked.has(name)) return false;
    this.asked.add(name);
    const query = {
      filter: this.filter,
      offset: String(page * pageRows),
      limit: String(pageRows),
      ...more,
    };
    try {
      /** @type {PacketsView} */
      const { rows, matches, isComplete } = await read(this.path('packets', query));
      if (key !== this.state.key) return false;
      const pages = new Map(this.state.pages).set(page, rows);
      const isBetter = isComplete || !this.state.isComplete;
      this.setState({ pages, ...(isBetter && { matches, isComplete }) });
      return true;
    } catch (error) {
      this.asked.delete(name);
      if (key === this.state.key) {
        this.setState({ problem: error instanceof Error ? error.message : String(error) });
      }
      return false;
    }
  }

  /** @param {number} number */
  async choose(number) {
    const { key } = this.state;
    await attempt(async () => {
      const detail = await read(this.path(`packets/${number}`));
      if (key === this.state.key) this.setState({ detail });
    }, 'notice');
  }

  /** @override */
  render() {
    const { capture } = this.props;
    const { key, pages, matches, isComplete, problem, detail } = this.state;
    return h(
      Section,
      { title: 'Packets', id: 'packets' },
      h(FilterForm, {
        filter: this.filter,
        targets: capture.targets.map(({ vm }) => machineName(vm)),
        target: this.target,
        onSave: () =>
          void attempt(() => save(this.path('file', { filter: this.filter })), 'notice'),
      }),
      problem !== undefined
        ? h('pre', { class: 'fault', role: 'alert' }, problem)
        : [
            h(
              'p',
              { class: 'quiet', role: 'status' },
              isComplete
                ? `${count(matches)} packets`
                : `${count(matches)} packets and more; the rest is being counted …`,
            ),
            h(PacketList, {
              key,
              rows: (/** @type {number} */ index) =>
                pages.get(Math.floor(index / pageRows))?.[index % pageRows],
              total: matches,
              chosen: detail?.row.number,
              onNeed: (/** @type {number} */ index) =>
                void this.load(key, Math.floor(index / pageRows)),
              onChoose: (/** @type {number} */ number) => void this.choose(number),
            }),
            detail && h(PacketDetail, { detail }),
          ],
    );
  }
}

/** @param {{ filter: string, targets: string[], target: string, onSave: () => void }} props */
function FilterForm({ filter, targets, target, onSave }) {
  return h(
    'form',
    {
      class: 'toolbar',
      role: 'search',
      onSubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const form = /** @type {HTMLFormElement} */ (event.currentTarget);
        location.hash = addressWith({ filter: String(new FormData(form).get('filter') ?? '') });
      },
    },
    targets.length > 1 &&
      h(
        'label',
        null,
        'Machine ',
        h(
          'select',
          {
            value: target,
            onChange: (/** @type {Event} */ { currentTarget }) =>
              (location.hash = addressWith({
                target: /** @type {HTMLSelectElement} */ (currentTarget).value,
              })),
          },
          targets.map((name, index) => h('option', { key: index, value: String(index) }, name)),
        ),
      ),
    h(
      'label',
      { class: 'filter' },
      'Filter ',
      h('input', {
        name: 'filter',
        key: filter,
        defaultValue: filter,
        placeholder: 'host 10.0.0.4 and tcp port 443 and not flags ack',
        spellcheck: false,
        autocomplete: 'off',
      }),
    ),
    h('button', { type: 'submit' }, 'Apply'),
    h('button', { type: 'button', onClick: onSave }, 'Save these packets'),
  );
}
