import { saveBlob } from './api.js';
import { Loading, Section } from './parts.js';
import { messagesOf, participants } from './sequence-messages.js';
import { state } from './store.js';
import { clock, zoneName } from './time.js';
import { h } from './vendor/preact.js';

const left = 92;
const laneWidth = 168;
const top = 44;
const rowHeight = 30;

/** A sequence diagram of the calls. @param {{ capture: import('./tabs.js').CaptureView }} props */
export function Sequence({ capture }) {
  const { instances } = state;
  if (instances === undefined) return h(Loading, null);
  const messages = messagesOf(capture, instances);
  const width = left + participants.length * laneWidth;
  const height = top + (messages.length + 1) * rowHeight;
  const lane = (/** @type {string} */ name) =>
    left + (participants.indexOf(name) + 0.5) * laneWidth;
  return h(
    Section,
    { title: 'Sequence', id: 'sequence' },
    h(
      'p',
      { class: 'toolbar' },
      h('button', { onClick: () => saveSvg(capture.id) }, 'Save picture (SVG)'),
      h('span', { class: 'quiet' }, `Times in ${zoneName()}. Calls that repeat are one arrow.`),
    ),
    h(
      'div',
      { class: 'scrolls', tabIndex: 0, role: 'region', 'aria-label': 'Picture of the sequence' },
      h(
        'svg',
        {
          id: 'sequence-picture',
          class: 'sequence',
          xmlns: 'http://www.w3.org/2000/svg',
          viewBox: `0 0 ${width} ${height}`,
          width,
          height,
          role: 'img',
          'aria-label': `${messages.length} messages between ${participants.join(', ')}. The Events tab lists them as text.`,
          'font-family': 'system-ui, sans-serif',
          'font-size': 12,
        },
        participants.map((name) => [
          h('line', { x1: lane(name), x2: lane(name), y1: 30, y2: height, class: 'lane' }),
          h('text', { x: lane(name), y: 20, class: 'participant', 'text-anchor': 'middle' }, name),
        ]),
        messages.map((message, index) =>
          h(Message, { key: index, message, y: top + (index + 0.7) * rowHeight, lane }),
        ),
      ),
    ),
  );
}

/**
 * @param {{
 *   message: import('./sequence-messages.js').Message,
 *   y: number,
 *   lane: (name: string) => number,
 * }} props
 */
function Message({ message: { at, from, to, text, isBad }, y, lane }) {
  const [x1, x2] = [lane(from), lane(to)];
  const tone = isBad ? 'message bad' : 'message';
  const time = h('text', { x: 4, y, class: 'time' }, clock(at, 1));
  if (from === to) {
    return h(
      'g',
      { class: tone },
      time,
      h('circle', { cx: x1, cy: y - 4, r: 4 }),
      h('text', { x: x1 + 9, y }, text),
    );
  }
  const side = x2 > x1 ? -1 : 1;
  return h(
    'g',
    { class: tone },
    time,
    h('line', { x1, x2, y1: y, y2: y }),
    h('path', { d: `M${x2} ${y}l${side * 8} -4v8z` }),
    h('text', { x: (x1 + x2) / 2, y: y - 5, 'text-anchor': 'middle' }, text),
  );
}

/** Saves the diagram with its current colors. @param {string} id */
function saveSvg(id) {
  const picture = document.getElementById('sequence-picture');
  if (picture === null) return;
  const copy = /** @type {Element} */ (picture.cloneNode(true));
  const originals = picture.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, index) => {
    const style = getComputedStyle(/** @type {Element} */ (originals[index]));
    element.setAttribute('fill', style.fill);
    element.setAttribute('stroke', style.stroke);
    element.removeAttribute('class');
  });
  const text = new XMLSerializer().serializeToString(copy);
  saveBlob(new Blob([text], { type: 'image/svg+xml' }), `${id}.sequence.svg`);
}
