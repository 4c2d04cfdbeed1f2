import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { InstrumenterContext, MutantCoverage } from '@stryker-mutator/api/core';
import { PluginKind } from '@stryker-mutator/api/plugin';
import type {
  CompleteDryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
} from '@stryker-mutator/api/test-runner';
import {
  determineHitLimitReached,
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import type { Collected } from './collected-tests.ts';
import { loadFreshModules } from '../support/fresh-modules.ts';
import { needsOwnModules } from '../support/test-files.ts';
import { collect } from './collected-tests.ts';

/** Name of the variable with the test files, as JSON. */
export const testFilesVariable = 'MUTATE_TEST_FILES';

/** Modules that are loaded anew stay in memory. A process that has grown to this many bytes is replaced. */
const mostMemory = 1.5e9;

/** A test that takes longer is left out: most changes of a room would wait for it. */
const slowestMs = 1_000;

/** What Stryker's instrumented code shares with the runner. */
const shared = ((globalThis as { __stryker__?: InstrumenterContext }).__stryker__ ??= {});

/**
 * Runs tests of node:test for Stryker in this process. For each change the modules are loaded anew, which
 * takes a fraction of the time of a process.
 */
class NodeTestRunner implements TestRunner {
  readonly #files = JSON.parse(process.env[testFilesVariable] ?? '[]') as string[];
  readonly #alone = new Set(this.#files.filter(needsOwnModules));
  #version = 0;
  #outsideOfTests: unknown;

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: true };
  }

  init(): Promise<void> {
    new Worker(new URL('./end-with-parent.ts', import.meta.url)).unref();
    loadFreshModules(process.cwd(), new URL('./collected-tests.ts', import.meta.url).href);
    process.on('uncaughtException', (error) => (this.#outsideOfTests = error));
    process.on('unhandledRejection', (reason) => (this.#outsideOfTests = reason));
    return Promise.resolve();
  }

  /** What only the import of a file executes counts for all of its tests. */
  async dryRun(): Promise<CompleteDryRunResult> {
    const tests: TestResult[] = [];
    const slow = new Set<string>();
    const perTest: MutantCoverage['perTest'] = {};
    for (const file of this.#files) {
      const begin = performance.now();
      shared.currentTestId = undefined;
      shared.mutantCoverage = { static: {}, perTest: {} };
      const collected = await this.#collect(file, `${(this.#version += 1)}`);
      const each = (performance.now() - begin) / collected.ids.length;
      let started = 0;
      await collected.run(() => true, {
        begins: (id) => {
          started = performance.now();
          shared.currentTestId = idOf(file, id);
        },
        ended: (id, failure) => {
          shared.currentTestId = undefined;
          const timeSpentMs = each + performance.now() - started;
          if (timeSpentMs > slowestMs) slow.add(idOf(file, id));
          const result = { id: idOf(file, id), name: idOf(file, id), timeSpentMs, fileName: file };
          tests.push(
            failure === undefined
              ? { ...result, status: TestStatus.Success }
              : { ...result, status: TestStatus.Failed, failureMessage: messageOf(failure) },
          );
        },
      });
      const { mutantCoverage } = shared;
      for (const id of collected.ids.map((name) => idOf(file, name))) {
        if (slow.has(id)) continue;
        perTest[id] = { ...mutantCoverage.static, ...mutantCoverage.perTest[id] };
      }
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: {}, perTest } };
  }

  async mutantRun({
    activeMutant,
    testFilter,
    hitLimit,
  }: MutantRunOptions): Promise<MutantRunResult> {
    // Stryker replaces a process that ends, and repeats the run.
    if (process.memoryUsage.rss() > mostMemory) process.exit(1);
    const isChosen = (id: string): boolean => testFilter?.includes(id) ?? true;
    const hasChosen = (file: string): boolean =>
      testFilter?.some((id) => id.startsWith(idOf(file, ''))) ?? true;
    this.#outsideOfTests = undefined;
    shared.hitCount = 0;
    shared.hitLimit = hitLimit;
    shared.activeMutant = activeMutant.id;
    const version = `${(this.#version += 1)}`;
    let nrOfTests = 0;
    let killed: { by: string; failure: unknown } | undefined;
    try {
      for (const file of this.#ownTestsFirst(activeMutant.fileName).filter(hasChosen)) {
        if (killed !== undefined) break;
        const ownVersion = this.#alone.has(file) ? `${(this.#version += 1)}` : version;
        const collected = await this.#collect(file, ownVersion);
        await collected.run((id) => killed === undefined && isChosen(idOf(file, id)), {
          begins: () => (nrOfTests += 1),
          ended: (id, failure) => {
            const cause = failure ?? this.#outsideOfTests;
            if (cause !== undefined) killed ??= { by: idOf(file, id), failure: cause };
          },
        });
      }
    } catch (failure) {
      // The change makes the import fail, or a hook.
      killed ??= { by: testFilter?.[0] ?? 'import', failure };
    } finally {
      shared.activeMutant = undefined;
    }
    const loop = determineHitLimitReached(shared.hitCount, hitLimit);
    if (loop) return { status: MutantRunStatus.Timeout, reason: loop.reason };
    if (killed === undefined) return { status: MutantRunStatus.Survived, nrOfTests };
    const failureMessage = messageOf(killed.failure);
    return { status: MutantRunStatus.Killed, killedBy: [killed.by], failureMessage, nrOfTests };
  }

  /** The test files, first the one beside the changed file: it is the likeliest to notice. */
  #ownTestsFirst(changed: string): string[] {
    const own = changed.replace(/\.ts$/, '.test.ts');
    const isOwn = (file: string): number => Number(own.endsWith(`/${file}`));
    return this.#files.toSorted((one, other) => isOwn(other) - isOwn(one));
  }

  #collect(file: string, version: string): Promise<Collected> {
    const url = `${pathToFileURL(resolve(file)).href}?version=${version}`;
    return collect(() => import(url));
  }
}

const idOf = (file: string, id: string): string => `${file}#${id}`;
const messageOf = (failure: unknown): string =>
  failure instanceof Error ? failure.message : String(failure);

/** The plugin, as Stryker loads it. */
export const strykerPlugins = [
  { kind: PluginKind.TestRunner, name: 'node-test', injectableClass: NodeTestRunner },
];
