import { Component, h } from './vendor/preact.js';

/**
 * @typedef {object} ChartProps
 * @property {string} label description for screen readers
 * @property {number[]} times seconds since 1970
 * @property {{ label: string, values: number[], color: string, fill?: string, bars?: boolean, format: (value: number) => string }[]} series
 * @property {{ from: number, to: number } | undefined} mark a window of time to shade, in seconds
 */

const height = 190;

/** A chart over time; its colors are those of the style sheet. @extends {Component<ChartProps>} */
export class Chart extends Component {
  /** @type {HTMLElement | null} */
  place = null;
  /** @type {import('uplot') | undefined} */
  plot;
  /** @type {ResizeObserver | undefined} */
  observer;
  scheme = matchMedia('(prefers-color-scheme: dark)');
  redraw = () => void this.draw();

  /** @override */
  componentDidMount() {
    this.scheme.addEventListener('change', this.redraw);
    this.observer = new ResizeObserver(() =>
      this.plot?.setSize({ width: this.place?.clientWidth ?? 300, height }),
    );
    if (this.place) this.observer.observe(this.place);
    void this.draw();
  }

  /** @override @param {ChartProps} before */
  componentDidUpdate(before) {
    if (before.times !== this.props.times) void this.draw();
  }

  /** @override */
  componentWillUnmount() {
    this.scheme.removeEventListener('change', this.redraw);
    this.observer?.disconnect();
    this.plot?.destroy();
  }

  async draw() {
    const { default: uPlot } = await import('./vendor/uplot.js');
    if (!this.place) return;
    this.plot?.destroy();
    const { times, series, mark } = this.props;
    const style = getComputedStyle(this.place);
    const color = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: color('--quiet'),
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
    };
    this.plot = new uPlot(
      {
        width: this.place.clientWidth,
        height,
        cursor: { sync: { key: 'traffic' }, drag: { x: true, y: false } },
        scales: { x: { time: true }, y: { range: (_, _min, max) => [0, Math.max(1, max * 1.08)] } },
        axes: [
          { ...axis },
          {
            ...axis,
            size: 68,
            values: (_, ticks) => ticks.map((tick) => series[0]?.format(tick) ?? ''),
          },
        ],
        series: [
          { label: 'Time' },
          ...series.map(({ label, color: name, fill, bars, format }) => ({
            label,
            stroke: color(name),
            width: 1.5,
            ...(fill && { fill: color(fill) }),
            points: { show: false },
            paths: bars
              ? uPlot.paths.bars?.({ size: [0.6, 12] })
              : uPlot.paths.stepped?.({ align: 1 }),
            value: (/** @type {unknown} */ _, /** @type {number | null} */ value) =>
              value === null ? '–' : format(value),
          })),
        ],
        hooks: mark ? { drawClear: [(plot) => shade(plot, mark, color('--mark'))] } : {},
      },
      [times, ...series.map(({ values }) => values)],
      this.place,
    );
  }

  /** @override */
  render() {
    return h('div', {
      class: 'chart',
      role: 'img',
      'aria-label': this.props.label,
      ref: (/** @type {HTMLElement | null} */ element) => {
        this.place = element;
      },
    });
  }
}

/**
 * @param {import('uplot')} plot
 * @param {{ from: number, to: number }} mark
 * @param {string} color
 */
function shade(plot, { from, to }, color) {
  const { left, width, top, height: tall } = plot.bbox;
  const at = (/** @type {number} */ time) =>
    Math.min(Math.max(plot.valToPos(time, 'x', true), left), left + width);
  plot.ctx.save();
  plot.ctx.fillStyle = color;
  plot.ctx.fillRect(at(from), top, at(to) - at(from), tall);
  plot.ctx.restore();
}
