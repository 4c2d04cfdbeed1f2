/** Fields of a stored object whose shape is not known. */
export type Fields = Record<string, unknown>;

export const isText = (value: unknown): value is string => typeof value === 'string';

/** State of an entity. The SDK parses the stored text, and text that is not JSON must not fail the call. */
export function storedState(getState: () => unknown): unknown {
  try {
    return getState();
  } catch {
    return 'not JSON';
  }
}
