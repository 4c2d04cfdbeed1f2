import { mock } from 'node:test';

/*
 * Takes the place of node:test for the files under mutation: it collects the tests of a file, so that
 * chosen ones can be run in this process, one after the other, without the reports of node:test.
 */

type Run = (context: TestContext) => unknown;
type Options = { skip?: boolean | string };
type Body<F> = [options: Options | F, run?: F];

/** The part of node:test's context that the tests use. */
export interface TestContext {
  after: (run: () => unknown) => void;
}

interface Suite {
  name: string;
  hooks: Record<Hook, (() => unknown)[]>;
  children: (Suite | Case)[];
}

interface Case {
  id: string;
  run: Run;
}

type Hook = 'before' | 'after' | 'beforeEach' | 'afterEach';

const newSuite = (name: string): Suite => ({
  name,
  hooks: { before: [], after: [], beforeEach: [], afterEach: [] },
  children: [],
});

let root = newSuite('');
let path = [root];
let suitesToFill: (() => Promise<void>)[] = [];

const current = (): Suite => path.at(-1) ?? root;

/** As `test` of node:test. A test that is skipped is left out. */
export function test(name: string, ...[options, run]: Body<Run>): void {
  const isSkipped = typeof options === 'object' && Boolean(options.skip);
  const body = typeof options === 'function' ? options : run;
  if (isSkipped || body === undefined) return;
  const names = [...path.map((suite) => suite.name), name];
  current().children.push({ id: names.slice(1).join(' > '), run: body });
}

/** As `describe` of node:test. */
export function describe(name: string, ...[options, fill]: Body<() => unknown>): void {
  const body = typeof options === 'function' ? options : fill;
  const suite = newSuite(name);
  const parents = [...path];
  current().children.push(suite);
  suitesToFill.push(async () => {
    path = [...parents, suite];
    await body?.();
  });
}

const hook = (kind: Hook) => (run: () => unknown) => void current().hooks[kind].push(run);

/** As those of node:test. */
export const before = hook('before');
export const after = hook('after');
export const beforeEach = hook('beforeEach');
export const afterEach = hook('afterEach');
export { mock };

/** The tests of one file. */
export interface Collected {
  ids: string[];
  /** Runs the chosen tests, and calls `onTest` around each. `isChosen` is asked again before each test. */
  run: (isChosen: (id: string) => boolean, onTest: OnTest) => Promise<void>;
}

/** What happens around a test. */
export interface OnTest {
  begins: (id: string) => void;
  /** `failure` is undefined when the test passed. */
  ended: (id: string, failure: unknown) => void;
}

/** Collects the tests of the file that `load` imports. */
export async function collect(load: () => Promise<unknown>): Promise<Collected> {
  root = newSuite('');
  path = [root];
  suitesToFill = [];
  const environment = { ...process.env };
  await load();
  for (let fill = suitesToFill.shift(); fill !== undefined; fill = suitesToFill.shift())
    await fill();
  const whole = root;
  return {
    ids: idsOf(whole),
    async run(isChosen, onTest) {
      await runSuite(whole, [], isChosen, onTest);
      // The next file expects what a process of its own has.
      mock.reset();
      for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, environment);
    },
  };
}

const idsOf = (suite: Suite): string[] =>
  suite.children.flatMap((child) => ('id' in child ? [child.id] : idsOf(child)));

async function runSuite(
  suite: Suite,
  parents: readonly Suite[],
  isChosen: (id: string) => boolean,
  onTest: OnTest,
): Promise<void> {
  const first = idsOf(suite).find(isChosen);
  if (first === undefined) return;
  const line = [...parents, suite];
  try {
    await runHooks([suite], 'before');
  } catch (failure) {
    onTest.begins(first);
    onTest.ended(first, failure);
    return;
  }
  for (const child of suite.children) {
    if (!('id' in child)) await runSuite(child, line, isChosen, onTest);
    else if (isChosen(child.id)) await runCase(child, line, onTest);
  }
  await runHooks([suite], 'after');
}

async function runCase({ id, run }: Case, line: readonly Suite[], onTest: OnTest): Promise<void> {
  const cleanups: (() => unknown)[] = [];
  onTest.begins(id);
  let failure: unknown;
  const attempt = async (part: () => unknown): Promise<void> => {
    try {
      await part();
    } catch (error) {
      failure ??= error ?? new Error('The test threw nothing.');
    }
  };
  await attempt(async () => {
    await runHooks(line, 'beforeEach');
    await run({ after: (cleanup) => void cleanups.push(cleanup) });
  });
  await attempt(() => runHooks(line, 'afterEach'));
  for (const cleanup of cleanups) await cleanup();
  onTest.ended(id, failure);
}

async function runHooks(suites: readonly Suite[], kind: Hook): Promise<void> {
  for (const { hooks } of suites) for (const run of hooks[kind]) await run();
}
