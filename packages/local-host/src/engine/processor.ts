/** The kinds of work items. */
export type WorkKind = 'orchestration' | 'entity' | 'activity';

/** Processes the work items of one kind. */
export interface Processor<Work, Result> {
  /** Takes what is ready under a key; undefined when there is nothing to do. */
  fetch(key: string): Work | undefined;
  process(work: Work): Promise<Result>;
  /** Writes the result in one transaction, then wakes what depends on it. */
  complete(work: Work, result: Result): Promise<void>;
  /** Gives the work back, so that the next fetch finds it again. */
  abandon(work: Work): void;
}

/**
 * Takes one work item through its life.
 *
 * @throws what the processor throws; the work is abandoned then
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
