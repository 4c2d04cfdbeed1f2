/** The object from which the prototype of every generator inherits (%GeneratorPrototype%). */
const generatorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf(
    (function* () {
      // Created only for its prototype.
    })(),
  ),
) as object;

/**
 * Runs `resume`, which resumes a generator, and adds to `delegates` each generator that is entered by
 * `yield*` in the meantime. JavaScript has no other way to find the generator that an outer one waits
 * for. The hook is installed only until `resume`, which is synchronous, returns.
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
