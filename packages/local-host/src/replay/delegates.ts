/** What the prototype of every generator inherits from (%GeneratorPrototype%). */
const generatorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf(
    (function* () {
      // Made for its prototype alone.
    })(),
  ),
) as object;

/**
 * Runs `resume`, which resumes a generator, and adds to `delegates` each generator that is entered by
 * `yield*` meanwhile. JavaScript has no other way to ask which generator an outer one waits in; the
 * hook is in place only until `resume`, which is synchronous, comes back.
 */
export function noteDelegates<T>(delegates: object[], resume: () => T): T {
  Object.defineProperty(generatorPrototype, Symbol.iterator, {
    configurable: true,
    value(this: object) {
      delegates.push(this);
      return this;
    },
  });
  try {
    return resume();
  } finally {
    Reflect.deleteProperty(generatorPrototype, Symbol.iterator);
  }
}
