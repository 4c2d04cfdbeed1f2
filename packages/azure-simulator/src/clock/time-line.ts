/**
 * How simulated time follows the machine's: at `realAnchor` it was `simulatedAnchor`, and since
 * then it has run `scale` times as fast. All in milliseconds since 1970, except `scale`.
 */
export interface TimeLine {
  readonly realAnchor: number;
  readonly simulatedAnchor: number;
  /** 1 is real time, 60 a minute in a second, 0 stands still. */
  readonly scale: number;
}

/** The simulated time at the machine's time `real`. */
export function simulatedTime(line: TimeLine, real: number): number {
  return line.simulatedAnchor + (real - line.realAnchor) * line.scale;
}

/** The machine's time at which `simulated` is reached; Infinity when time stands still before it. */
export function realTime(line: TimeLine, simulated: number): number {
  const ahead = simulated - line.simulatedAnchor;
  if (ahead <= 0) return line.realAnchor;
  return line.scale === 0 ? Infinity : line.realAnchor + ahead / line.scale;
}

/** The same moment, running at another speed from here on. */
export function withScale(line: TimeLine, real: number, scale: number): TimeLine {
  return { realAnchor: real, simulatedAnchor: simulatedTime(line, real), scale };
}

/** The line moved forward by `milliseconds` of simulated time. */
export function advanced(line: TimeLine, milliseconds: number): TimeLine {
  return { ...line, simulatedAnchor: line.simulatedAnchor + milliseconds };
}
