/** The results of calls, in call order. */
type Results<Calls extends (() => Promise<unknown>)[]> = {
  [Index in keyof Calls]: Calls[Index] extends () => Promise<infer Result> ? Result : never;
};

/**
 * Makes calls concurrently, each as soon as the previous request has been sent. If all started at once,
 * no request would be sent before all were prepared.
 *
 * @throws the error of the first call that fails
 */
export async function sideBySide<Calls extends (() => Promise<unknown>)[]>(
  ...calls: Calls
): Promise<Results<Calls>> {
  const begun: Promise<unknown>[] = [];
  for (const call of calls) {
    const result = call();
    // Handled below, once all calls have started.
    result.catch(() => undefined);
    begun.push(result);
    // Node's HTTP client sends in the next tick.
    await new Promise<void>((resolve) => process.nextTick(resolve));
  }
  return (await Promise.all(begun)) as Results<Calls>;
}
