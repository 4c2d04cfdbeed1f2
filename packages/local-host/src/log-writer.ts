import type { LogEntry } from './worker/function-app.ts';

/** Writes log entries to stderr, those of one round of the event loop with one call. */
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
    if (lines === '') setImmediate(flush);
    const source = functionName === undefined ? '' : `${functionName}: `;
    lines += `${new Date().toISOString()} ${level} ${source}${message}\n`;
  };
}
