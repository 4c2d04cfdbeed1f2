/** The kinds of work items. */
export type WorkKind = 'orchestration' | 'entity' | 'activity';

/** Processes the work items of one kind. */
export interface Processor<Work, Result> {
  /** Takes the pending work of a key; undefined if there is none. */
  fetch(key: string): Work | undefined;
  process(work: Work): Promise<Result>;
  /** Writes the result in one transaction, then wakes the targets that depend on it. */
  complete(work: Work, result: Result): Promise<void>;
  /** Returns the work, so that the next fetch finds it again. */
  abandon(work: Work): void;
}

/**
 * Fetches, processes and completes one work item.
 *
 * @throws the processor's error, after the work is abandoned
 */
export async function runWork<Work, Result>(
  processor: Processor<Work, Result>,
  key: string,
): Promise<void> {
  const work = processor.fetch(key);
  if (work === undefined) return;
  try {
    await processor.complete(work, await processor.process(work));
  } catch (error) {
    processor.abandon(work);
    throw error;
  }
}
