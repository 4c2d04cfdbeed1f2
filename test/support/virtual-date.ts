/** Has `Date` of this process tell another time. Returns a function that restores the original. */
export function replaceDate(now: () => number): () => void {
  const Original = Date;
  class VirtualDate extends Original {
    constructor(...given: [] | [number]) {
      super(...((given.length > 0 ? given : [now()]) as [number]));
    }
    static override now(): number {
      return now();
    }
  }
  globalThis.Date = VirtualDate as unknown as DateConstructor;
  return () => {
    globalThis.Date = Original;
  };
}
