import { HostError } from '../model/host-error.ts';

/** Default maximum size of a request body in bytes, as in the Functions host. */
const defaultLimit = 104_857_600;

/**
 * Maximum size of a request body in bytes: the app setting `FUNCTIONS_REQUEST_BODY_SIZE_LIMIT`, or 100
 * MiB.
 *
 * @throws HostError `setting-invalid`
 */
export function requestBodyLimit(environment: NodeJS.ProcessEnv = process.env): number {
  const text = environment['FUNCTIONS_REQUEST_BODY_SIZE_LIMIT'];
  if (text === undefined || text === '') return defaultLimit;
  const limit = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(limit)) return limit;
  throw new HostError(
    'setting-invalid',
    `FUNCTIONS_REQUEST_BODY_SIZE_LIMIT is "${text}"; it must be a whole number of bytes.`,
  );
}
