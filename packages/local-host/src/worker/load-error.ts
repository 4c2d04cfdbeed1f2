import { execFile } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/**
 * Location where loading a file failed, as `FILE:LINE:COLUMN`, or only the file.
 *
 * Node does not include the location of a syntax error in an ES module in its stack, but prints it. So
 * another Node process loads the file: it fails with the same error before any code of the app runs.
 */
export async function placeOfLoadError(error: unknown, file: string): Promise<string> {
  const place = placeOf(error);
  if (place !== undefined || !(error instanceof SyntaxError)) return place ?? file;
  const load = `import(${JSON.stringify(pathToFileURL(file).href)})`;
  try {
    await promisify(execFile)(process.execPath, ['-e', load], { timeout: 10_000 });
    return file;
  } catch (failure) {
    const { stderr = '' } = failure as { stderr?: string };
    return placeInStack(stderr) ?? file;
  }
}

/** Origin of an error as `FILE:LINE:COLUMN`; `undefined` when its stack does not include one. */
export function placeOf(error: unknown): string | undefined {
  return error instanceof Error ? placeInStack(error.stack ?? '') : undefined;
}

function placeInStack(stack: string): string | undefined {
  const lines = stack.split('\n');
  // A syntax error begins with its location, the source line, and a caret under the column.
  const [, file, line] = /^((?:file:\/\/|\/|[A-Za-z]:\\).*):(\d+)$/.exec(lines[0] ?? '') ?? [];
  if (file !== undefined) {
    const column = (lines[2]?.indexOf('^') ?? -1) + 1;
    return `${asPath(file)}:${line}${column > 0 ? `:${column}` : ''}`;
  }
  for (const frame of lines.filter((each) => /^\s+at /.test(each))) {
    const [, place, position = ''] =
      /(?:at |\()((?:file:\/\/|\/|[A-Za-z]:\\).*?)(:\d+:\d+)\)?$/.exec(frame) ?? [];
    if (place !== undefined) return asPath(place) + position;
  }
  return undefined;
}

function asPath(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}
