import { Component, h } from './vendor/preact.js';

/** @typedef {import('../../traffic/packets/packet-detail.ts').PacketDetail} Detail */

const perLine = 16;

/**
 * The layers of a packet and its bytes. Pointing at a field marks its bytes.
 * @extends {Component<{ detail: Detail }>}
 */
export class PacketDetail extends Component {
  /** @type {{ start: number, end: number, isReassembled: boolean } | undefined} */
  marked = undefined;

  /** @override */
  render() {
    const { detail } = this.props;
    const mark = (/** @type {typeof this.marked} */ marked) => () => {
      this.marked = marked;
      this.forceUpdate();
    };
    const { marked } = this;
    return h(
      'div',
      { class: 'packet', role: 'group', 'aria-label': `Packet ${detail.row.number}` },
      h(
        'div',
        { class: 'layers' },
        detail.layers.map(({ name, start, fields, isReassembled = false }, index) =>
          h(
            'details',
            { key: `${detail.row.number} ${index}`, open: index === detail.layers.length - 1 },
            h('summary', null, name),
            fields.length === 0
              ? h('p', { class: 'quiet' }, `From byte ${start} on.`)
              : h(
                  'dl',
                  { class: 'fields' },
                  fields.map((field) => [
                    h(
                      'dt',
                      { onMouseEnter: mark({ ...field, isReassembled }) },
                      h(
                        'button',
                        { class: 'plain', onFocus: mark({ ...field, isReassembled }) },
                        field.name,
                      ),
                    ),
                    h('dd', { onMouseEnter: mark({ ...field, isReassembled }) }, field.value),
                  ]),
                ),
          ),
        ),
      ),
      h(Bytes, {
        label: 'Bytes of the packet',
        hex: detail.bytes,
        marked: marked?.isReassembled ? undefined : marked,
      }),
      detail.reassembled !== undefined &&
        h(Bytes, {
          label: 'Bytes of the datagram that its fragments make',
          hex: detail.reassembled,
          marked: marked?.isReassembled ? marked : undefined,
        }),
    );
  }
}

/** @param {{ label: string, hex: string, marked: { start: number, end: number } | undefined }} props */
function Bytes({ label, hex, marked }) {
  const bytes = hex.match(/../g) ?? [];
  const lines = Math.ceil(bytes.length / perLine);
  const isMarked = (/** @type {number} */ at) =>
    marked !== undefined && at >= marked.start && at < marked.end;
  return h(
    'pre',
    { class: 'hex', tabIndex: 0, 'aria-label': label },
    Array.from({ length: lines }, (_, line) => {
      const part = bytes.slice(line * perLine, (line + 1) * perLine);
      const cells = (/** @type {(byte: string) => string} */ show, /** @type {string} */ gap) =>
        part.map((byte, index) => {
          const at = line * perLine + index;
          return isMarked(at) ? h('mark', { key: at }, show(byte), gap) : `${show(byte)}${gap}`;
        });
      return [
        `${(line * perLine).toString(16).padStart(4, '0')}  `,
        cells((byte) => byte, ' '),
        ' '.repeat((perLine - part.length) * 3 + 1),
        cells(printable, ''),
        '\n',
      ];
    }),
  );
}

/** @param {string} byte */
function printable(byte) {
  const code = Number.parseInt(byte, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.';
}
