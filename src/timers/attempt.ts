import type { InvocationContext } from '@azure/functions';
import { logLine } from '../captures/log-line.ts';

/**
 * Does one part of the sweep. A failure is logged, because it must not prevent the other parts; the next sweep
 * tries again.
 */
export async function attempt(
  duty: string,
  context: InvocationContext,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const subject = { instanceId: '', alert: '', vm: '' };
    context.warn(logLine('sweep-failed', { ...subject, duty, message }));
  }
}
