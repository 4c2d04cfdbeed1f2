import { InvalidArgumentError } from 'commander';

/** Parses a port; 0 means that the system chooses one. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  }
  return port;
}

/** Parses the time scale: simulated seconds per real second. */
export function parseTimeScale(text: string): number {
  const scale = Number(text);
  if (!(scale > 0) || !Number.isFinite(scale)) {
    throw new InvalidArgumentError('It must be a number above 0, such as 1 or 10.');
  }
  return scale;
}

/** Parses the number of a history event. */
export function parseEventNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be the number of an event, as the replay prints it.');
}
