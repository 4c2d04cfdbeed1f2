/**
 * Version of the durable state: the inputs of the orchestrations and the state of the `captureSlots`
 * entity. It rises when an orchestrator changes in a way that running instances cannot follow, together
 * with `defaultVersion` in `host.json`. See docs/upgrade.md.
 */
export const stateVersion = 2;

/** Thrown by an orchestrator that finds an instance of another version. */
export class OtherVersion extends Error {
  override readonly name = 'OtherVersion';
  readonly code = 'OtherVersion';

  constructor(version: number | undefined) {
    super(
      `This instance was started with version ${version ?? 1} of the durable state, and this app has version ${stateVersion}. The sweep finishes its captures.`,
    );
  }
}

/**
 * The input of an orchestration, if it is of this version: an instance of another one was recorded with
 * other code, and cannot be replayed.
 *
 * @throws {OtherVersion}
 */
export function ofThisVersion(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const { version } = input as { version?: number };
  if (version !== stateVersion) throw new OtherVersion(version);
  return input;
}
