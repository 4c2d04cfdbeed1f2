/**
 * Version of the durable state: the inputs of the orchestrations and the state of the entities.
 * Increase it, together with `defaultVersion` in `host.json`, when an orchestrator changes in a way that
 * running instances cannot follow. See docs/upgrade.md.
 */
export const stateVersion = 4;

/** Thrown by an orchestrator whose instance has another version. */
export class OtherVersion extends Error {
  override readonly name = 'OtherVersion';
  readonly code = 'OtherVersion';

  constructor(version: number | undefined) {
    super(
      `This instance was started with version ${version ?? 1} of the durable state, and this app has version ${stateVersion}. The app finishes its captures, and reports them.`,
    );
  }
}

/**
 * Returns the input of an orchestration if it has this version. An instance of another version was recorded
 * with other code and cannot be replayed.
 *
 * @throws {OtherVersion}
 */
export function ofThisVersion(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const { version } = input as { version?: number };
  if (version !== stateVersion) throw new OtherVersion(version);
  return input;
}
