import type { LogEntry } from './model/function-app.ts';
import { jsonLine, terminalLine } from './format-log-entry.ts';

// Each write is a system call and wakes the reader.
const INTERVAL_MS = 20;

/**
 * Writes log entries to stderr: readable on a terminal, otherwise one line of JSON each. Entries of the same
 * interval share one write.
 */
export function logWriter(isVerbose: boolean): (entry: LogEntry) => void {
  const format = process.stderr.isTTY ? terminalLine : jsonLine;
  let lines = '';
  const flush = () => {
    if (lines !== '') process.stderr.write(lines);
    lines = '';
  };
  process.on('exit', flush);
  return (entry) => {
    const { level } = entry;
    const isQuiet = level === 'trace' || level === 'debug' || level === 'none';
    if (isQuiet && !isVerbose) return;
    if (lines === '') setTimeout(flush, INTERVAL_MS);
    lines += `${format(entry, new Date())}\n`;
  };
}
