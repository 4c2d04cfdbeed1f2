/** What calls come to, in their order. */
type Results<Calls extends (() => Promise<unknown>)[]> = {
  [Index in keyof Calls]: Calls[Index] extends () => Promise<infer Result> ? Result : never;
};

/**
 * Makes calls side by side, each as soon as the request of the one before is on its way: begun all at once,
 * none would be sent before the work for all of them is done.
 *
 * @throws what the first of them to fail throws
 */
export async function sideBySide<Calls extends (() => Promise<unknown>)[]>(
  ...calls: Calls
): Promise<Results<Calls>> {
  const begun: Promise<unknown>[] = [];
  for (const call of calls) {
    const result = call();
    // Heard below, once all have begun.
    result.catch(() => undefined);
    begun.push(result);
    // Node's HTTP client sends in the next tick.
    await new Promise<void>((resolve) => process.nextTick(resolve));
  }
  return (await Promise.all(begun)) as Results<Calls>;
}
