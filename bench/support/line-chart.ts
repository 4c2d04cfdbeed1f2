/** A line of points in ascending x. */
export interface Line {
  name: string;
  points: readonly { x: number; label: string; y: number }[];
}

const WIDTH = 640;
const HEIGHT = 260;
const LEFT = 60;
const BOTTOM = 40;
const TOP = 40;
const COLOURS = ['#0969da', '#bc4c00', '#1a7f37', '#8250df'];

/** An SVG of lines with a logarithmic x axis and a linear y axis from 0. */
export function lineChart(title: string, lines: readonly Line[]): string {
  const all = lines.flatMap(({ points }) => points);
  const [low, high] = [Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ x }) => x))];
  const top = Math.max(...all.map(({ y }) => y)) * 1.1;
  const across = (x: number) =>
    Math.round(LEFT + (Math.log(x / low) / Math.log(high / low)) * (WIDTH - LEFT - 30));
  const up = (y: number) => Math.round(HEIGHT - BOTTOM - (y / top) * (HEIGHT - BOTTOM - TOP));
  const text = (x: number, y: number, words: string, more = '') =>
    `<text x="${x}" y="${y}" ${more}>${words}</text>`;
  const ticks = (lines[0]?.points ?? []).map(({ x, label }) =>
    text(across(x), HEIGHT - 20, label, 'text-anchor="middle"'),
  );
  const scale = [0, top / 2, top].map((y) =>
    text(LEFT - 8, up(y) + 4, y.toPrecision(2), 'text-anchor="end"'),
  );
  const drawn = lines.flatMap(({ name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? '';
    const path = points.map(({ x, y }) => `${across(x)},${up(y)}`).join(' ');
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      text(LEFT + index * 200, 34, name, `fill="${colour}"`),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#656d76">`,
    text(LEFT, 16, title, 'font-weight="bold"'),
    `<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - 20}" fill="none" stroke="#8c959f"/>`,
    ...[...ticks, ...scale, ...drawn],
    '</svg>\n',
  ].join('\n');
}
