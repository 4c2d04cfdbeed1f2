import type { Stack } from './stack.ts';

const interrupted = 130;

/**
 * Starts a stack, and stops it when `work` is done with it, when a part of it breaks, or at Ctrl-C
 * (SIGINT), SIGTERM and SIGHUP; without `work` it stays up until then.
 * Ends this process: with 0 when all went as it was meant to, else with another code and a message.
 */
export async function runUntilStopped(
  start: () => Promise<Stack>,
  work?: (stack: Stack) => Promise<void>,
): Promise<void> {
  let stack: Stack | undefined;
  const stopping = new AbortController();
  const stop = async (exitCode: number): Promise<void> => {
    // Before the stack is up, or when asked twice: the children end with this process.
    if (stopping.signal.aborted || stack === undefined) process.exit(exitCode);
    stopping.abort();
    await stack.stop();
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void stop(work === undefined ? 0 : interrupted));
  }
  try {
    stack = await start();
    const broken = stack.broken.then((error) => {
      throw error;
    });
    await (work === undefined ? broken : Promise.race([work(stack), broken]));
    await stop(0);
  } catch (error) {
    if (stopping.signal.aborted) return;
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    await stop(1);
  }
}
