import { readFile } from 'node:fs/promises';
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { HostError, messageOf, type HostErrorCode } from '../model/host-error.ts';

/**
 * Reads a JSON file that may contain comments and trailing commas, as the Functions tools do. Returns
 * `undefined` when the file does not exist.
 *
 * @throws HostError with the given code when the file cannot be read or is not a JSON object
 */
export async function readJsonObject(
  path: string,
  code: HostErrorCode,
): Promise<Record<string, unknown> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new HostError(code, `Could not read ${path}: ${messageOf(error)}`, { cause: error });
  }
  const errors: ParseError[] = [];
  const options = { allowTrailingComma: true };
  const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, options);
  const [first] = errors;
  if (first) {
    const line = text.slice(0, first.offset).split('\n').length;
    const problem = printParseErrorCode(first.error);
    throw new HostError(code, `${path} is not valid JSON: ${problem} in line ${line}.`);
  }
  if (!isRecord(value)) throw new HostError(code, `${path} must hold a JSON object.`);
  return value;
}

/** Whether a JSON value is an object, not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
