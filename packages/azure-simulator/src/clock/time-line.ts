/**
 * The relation of simulated time to real time. At the real time `realAnchor` the simulated time was
 * `simulatedAnchor`; since then it has run `scale` times as fast. Anchors are milliseconds since 1970.
 */
export interface TimeLine {
  readonly realAnchor: number;
  readonly simulatedAnchor: number;
  /** 1 is real time, 60 is one minute per second, 0 stops time. */
  readonly scale: number;
}

/** The simulated time at the real time `real`. */
export function simulatedTime(line: TimeLine, real: number): number {
  return line.simulatedAnchor + (real - line.realAnchor) * line.scale;
}

/** The real time at which `simulated` is reached; Infinity if time stands still before it. */
export function realTime(line: TimeLine, simulated: number): number {
  const ahead = simulated - line.simulatedAnchor;
  if (ahead <= 0) return line.realAnchor;
  return line.scale === 0 ? Infinity : line.realAnchor + ahead / line.scale;
}

/** The line with a new speed from the real time `real` on. */
export function withScale(line: TimeLine, real: number, scale: number): TimeLine {
  return { realAnchor: real, simulatedAnchor: simulatedTime(line, real), scale };
}

/** The line advanced by `milliseconds` of simulated time. */
export function advanced(line: TimeLine, milliseconds: number): TimeLine {
  return { ...line, simulatedAnchor: line.simulatedAnchor + milliseconds };
}
