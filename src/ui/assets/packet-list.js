import { Component, h } from './vendor/preact.js';

/** @typedef {import('../../traffic/packets/packet-row.ts').PacketRow} PacketRow */

const rowPixels = 24;
/** Browsers limit the height of an element. In longer lists, one pixel of scrolling covers several rows. */
const mostPixels = 8_000_000;
const spare = 10;

/**
 * @typedef {object} ListProps
 * @property {(index: number) => PacketRow | undefined} rows
 * @property {number} total
 * @property {number | undefined} chosen number of the packet that is shown in detail
 * @property {(index: number) => void} onNeed called for a row that is not loaded yet
 * @property {(number: number) => void} onChoose
 */

/**
 * A list of any number of packets. Only the visible rows are in the document.
 * @extends {Component<ListProps>}
 */
export class PacketList extends Component {
  /** @override */
  state = { first: 0, isRelative: true };
  visible = 20;

  /** @param {Event} event */
  onScroll(event) {
    const box = /** @type {HTMLElement} */ (event.currentTarget);
    this.visible = Math.ceil(box.clientHeight / rowPixels);
    const { total } = this.props;
    const most = Math.max(total - this.visible + 1, 0);
    const range = box.scrollHeight - box.clientHeight;
    const isScaled = total * rowPixels > mostPixels;
    const first = isScaled
      ? Math.round((box.scrollTop / range) * most)
      : Math.floor(box.scrollTop / rowPixels);
    if (first !== this.state.first) this.setState({ first });
  }

  /** @override */
  componentDidMount() {
    this.ask();
  }

  /** @override */
  componentDidUpdate() {
    this.ask();
  }

  ask() {
    const { rows, total, onNeed } = this.props;
    const { first } = this.state;
    for (const index of [first, Math.min(first + this.visible + spare, total - 1)]) {
      if (index >= 0 && index < total && rows(index) === undefined) onNeed(index);
    }
  }

  /** @override */
  render() {
    const { rows, total, chosen, onChoose } = this.props;
    const { first, isRelative } = this.state;
    const height = Math.min(total * rowPixels, mostPixels);
    const begin = Math.max(0, first - spare);
    const end = Math.min(total, first + this.visible + spare);
    const isScaled = total * rowPixels > mostPixels;
    const share = total > this.visible ? first / (total - this.visible + 1) : 0;
    const top = isScaled ? share * height - (first - begin) * rowPixels : begin * rowPixels;
    const columns = ['No.', 'Time', 'Source', 'Destination', 'Protocol', 'Length', 'Info'];
    return h(
      'div',
      {
        class: 'packets',
        tabIndex: 0,
        role: 'region',
        'aria-label': 'Packet list',
        onScroll: (/** @type {Event} */ event) => this.onScroll(event),
      },
      h(
        'table',
        { class: 'plain', 'aria-rowcount': total },
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            columns.map((name) =>
              h(
                'th',
                { scope: 'col', key: name },
                name === 'Time'
                  ? h(
                      'button',
                      {
                        class: 'plain',
                        title: 'Relative or absolute',
                        onClick: () => this.setState({ isRelative: !isRelative }),
                      },
                      isRelative ? 'Time (s)' : 'Time (UTC)',
                    )
                  : name,
              ),
            ),
          ),
        ),
        h(
          'tbody',
          null,
          h('tr', { class: 'space', style: { height: `${Math.max(0, top)}px` } }),
          Array.from({ length: Math.max(0, end - begin) }, (_, index) =>
            row(rows(begin + index), begin + index, { chosen, onChoose, isRelative }),
          ),
          h('tr', {
            class: 'space',
            style: { height: `${Math.max(0, height - top - (end - begin) * rowPixels)}px` },
          }),
        ),
      ),
    );
  }
}

/**
 * @param {PacketRow | undefined} packet
 * @param {number} index
 * @param {{ chosen: number | undefined, onChoose: (number: number) => void, isRelative: boolean }} how
 */
function row(packet, index, { chosen, onChoose, isRelative }) {
  if (packet === undefined) return h('tr', { key: index }, h('td', { colSpan: 7 }, '…'));
  const { number, time, relativeSeconds, source, destination, protocol, length, info, problem } =
    packet;
  const shownTime = isRelative ? relativeSeconds?.toFixed(6) : time?.slice(11, 26);
  return h(
    'tr',
    {
      key: index,
      class: problem ? 'problem' : '',
      'aria-selected': number === chosen,
      onClick: () => onChoose(number),
    },
    h(
      'td',
      { class: 'number' },
      h('button', { class: 'plain', 'aria-label': `Packet ${number}` }, String(number)),
    ),
    h('td', { class: 'number' }, shownTime ?? '–'),
    h('td', null, source),
    h('td', null, destination),
    h('td', null, protocol),
    h('td', { class: 'number' }, String(length)),
    h('td', { title: info }, problem ? `[${problem}] ${info}` : info),
  );
}
