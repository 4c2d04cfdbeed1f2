import type { LogEntry } from './model/function-app.ts';
import { printable } from './printable.ts';

// Each write is a system call and wakes the reader.
const INTERVAL_MS = 20;

/** Writes log entries to stderr. Entries of the same interval share one write. */
export function logWriter(isVerbose: boolean): (entry: LogEntry) => void {
  let lines = '';
  const flush = () => {
    if (lines !== '') process.stderr.write(lines);
    lines = '';
  };
  process.on('exit', flush);
  return ({ level, message, functionName }) => {
    const isQuiet = level === 'trace' || level === 'debug' || level === 'none';
    if (isQuiet && !isVerbose) return;
    if (lines === '') setTimeout(flush, INTERVAL_MS);
    const source = functionName === undefined ? '' : `${functionName}: `;
    lines += `${new Date().toISOString()} ${level} ${source}${printable(message)}\n`;
  };
}
