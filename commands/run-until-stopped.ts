import type { Stack } from './stack.ts';

/**
 * Starts a stack, and keeps it up until Ctrl-C (SIGINT) or SIGTERM, or until `work` is done with it.
 * Ends this process: with 0 after a stop that was asked for, with 1 and a message when anything failed.
 */
export async function runUntilStopped(
  start: () => Promise<Stack>,
  work: (stack: Stack) => Promise<void> = () => new Promise(() => undefined),
): Promise<void> {
  let stack: Stack | undefined;
  let stopping = false;
  const stop = async (exitCode: number): Promise<void> => {
    // Before the stack is up, or when asked twice: the children end with this process.
    if (stopping || stack === undefined) process.exit(exitCode);
    stopping = true;
    await stack.stop();
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void stop(0));
  }
  try {
    stack = await start();
    await Promise.race([
      work(stack),
      stack.broken.then((error) => {
        throw error;
      }),
    ]);
    await stop(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    await stop(1);
  }
}
