import { clock, zoneName } from './time.js';
import { h } from './vendor/preact.js';

const steps = [
  [10, 20, 50, 100, 200, 500],
  [1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  [1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  [1, 2, 3, 6, 12, 24].map((hours) => hours * 3_600_000),
].flat();

/** Number of labels that fit without zoom. */
const mostTicks = 6;

/** The time axis above bars. @param {{ span: import('./timeline.js').Span, zoom: number }} props */
export function Axis({ span: { begin, length }, zoom }) {
  const wanted = length / (mostTicks * zoom);
  const step = steps.find((each) => each >= wanted) ?? 86_400_000;
  const ticks = [];
  for (let at = Math.ceil(begin / step) * step; at <= begin + length; at += step) ticks.push(at);
  return h(
    'div',
    { class: 'axis' },
    h('span', { class: 'quiet' }, `Time in ${zoneName(begin)}`),
    h(
      'span',
      { class: 'ticks' },
      ticks.map((at) =>
        h(
          'span',
          { key: at, class: 'tick', style: { left: `${(100 * (at - begin)) / length}%` } },
          clock(at, step < 1000 ? 3 : undefined),
        ),
      ),
    ),
    h('span', null),
  );
}
