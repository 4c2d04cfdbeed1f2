import { parseResourceId } from '../alerts/resource-id.ts';
import { StepError } from '../captures/failure.ts';

/** Origin of Azure Resource Manager. The app runs in the public cloud. */
export const armOrigin = 'https://management.azure.com';

/** A valid segment. `@` could start the host of a malformed URL, and no Azure name needs it. */
const segment = /^(?!\.{1,2}$)[^/\\?#@%<>&\s\p{C}]{1,260}$/u;

/**
 * The segments of a resource id.
 *
 * @throws {StepError} `InvalidResourceId`
 */
export function segmentsOf(id: string): string[] {
  const segments = id.split('/').slice(1);
  if (parseResourceId(id) === undefined || !segments.every((text) => segment.test(text))) {
    throw invalid(id);
  }
  return segments;
}

/**
 * The URL of a resource of Azure Resource Manager.
 *
 * @param path its segments, not encoded.
 * @throws {StepError} `InvalidResourceId` for a segment that is empty, `..`, or contains a character
 * that could end it.
 */
export function armUrl(path: readonly string[], query: Record<string, string>): URL {
  const bad = path.find((text) => !segment.test(text));
  if (bad !== undefined) throw invalid(bad);
  const url = new URL(armOrigin);
  url.pathname = path.map(encodeURIComponent).join('/');
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

const invalid = (text: string): StepError =>
  new StepError(
    'InvalidResourceId',
    `${JSON.stringify(text.slice(0, 100))} is not a resource id that a URL can be built from.`,
    'Start the capture by an alert; the ids of its targets are checked there.',
  );
