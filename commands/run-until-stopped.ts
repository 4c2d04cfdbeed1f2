import type { Stack } from './stack.ts';

const interrupted = 130;

/**
 * Starts a stack and stops it when `work` has finished, when a part fails, or on SIGINT (Ctrl-C), SIGTERM
 * or SIGHUP. Without `work` the stack runs until a signal or a failure.
 * Ends this process: with code 0 on success, otherwise with another code and a message.
 */
export async function runUntilStopped(
  start: () => Promise<Stack>,
  work?: (stack: Stack) => Promise<void>,
): Promise<void> {
  let stack: Stack | undefined;
  const stopping = new AbortController();
  const stop = async (exitCode: number): Promise<void> => {
    // Before the stack has started, or on a second signal: the children end with this process.
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
