/**
 * Creates a value on first use and keeps it. A failure is not kept: the next call tries again, because a
 * module that cannot be loaded now, for example for want of file descriptors, can be loaded later.
 */
export function lazy<T>(create: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => {
    if (kept !== undefined) return kept;
    const created = create();
    kept = created;
    created.catch(() => (kept = undefined));
    return created;
  };
}
