import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lintSnippet } from './lint-snippet.ts';

const forbidden: Record<string, string> = {
  'Date.now()': 'export const f = () => Date.now();',
  'Date.now through destructuring': 'const { now } = Date;\nexport const f = () => now();',
  'new Date()': 'export const f = () => new Date();',
  'Date()': 'export const f = () => Date();',
  'Math.random()': 'export const f = () => Math.random();',
  'crypto.randomUUID()': 'export const f = () => crypto.randomUUID();',
  'performance.now()': 'export const f = () => performance.now();',
  setTimeout: 'export const f = () => setTimeout(() => 1, 5);',
  'globalThis.setTimeout': 'export const f = () => globalThis.setTimeout(() => 1, 5);',
  setInterval: 'export const f = () => setInterval(() => 1, 5);',
  setImmediate: 'export const f = () => setImmediate(() => 1);',
  'process.env': 'export const f = () => process.env.HOME;',
  fetch: 'export const f = () => fetch("https://example.com");',
  async: 'export async function f() {\n  return 1;\n}',
  'async method': 'export const f = {\n  async run() {\n    return 1;\n  },\n};',
  await: 'export const x = await f();\nfunction f() {}',
  'for await': 'for await (const x of []) {\n  void x;\n}\nexport {};',
  Promise: 'export const f = () => Promise.all([]);',
  'import()': 'export const f = () => import("./x.ts");',
  'node: built-in': 'import { readFileSync } from "node:fs";\nreadFileSync("x");',
  'bare built-in': 'import { randomUUID } from "crypto";\nrandomUUID();',
  'nested built-in': 'import { readFile } from "fs/promises";\nvoid readFile("x");',
  'node: built-in re-exported': 'export { readFileSync } from "node:fs";',
  'Azure SDK':
    'import { NetworkManagementClient } from "@azure/arm-network";\nNetworkManagementClient;',
  'Azure SDK types':
    'import type { PacketCapture } from "@azure/arm-network";\nexport type X = PacketCapture;',
  '@azure/functions at run time': 'import { app } from "@azure/functions";\napp.setup({});',
  'an activity at run time': 'import { f } from "../activities/notify.ts";\nf();',
  'the settings at run time': 'import { f } from "../settings.ts";\nf();',
};

/** True for an import. The boundaries rule checks those. */
const isImport = (code: string): boolean => /^(?:import|export) .* from /.test(code);

const good = `import type { RetryOptions, OrchestrationContext, Task } from 'durable-functions';
import * as df from 'durable-functions';
import type { InvocationContext } from '@azure/functions';
import { nextPoll } from '../captures/polling.ts';
import type { Settings } from '../settings.ts';

export type Unused = [InvocationContext, Settings, RetryOptions];

export function* wait(context: OrchestrationContext): Generator<Task, number, unknown> {
  const started = new Date(context.df.currentUtcDateTime);
  yield context.df.createTimer(nextPoll(started));
  const id = context.df.newGuid('x');
  return id.length;
}

df.app.orchestration('wait', wait);
`;

describe('an orchestrator', () => {
  for (const [name, code] of Object.entries(forbidden)) {
    test(`may not use ${name}`, async () => {
      const found = await lintSnippet('src/orchestrators/snippet.ts', code);
      assert.ok(
        found.some((line) => /^(no-restricted-|local\/boundaries)/.test(line)),
        found.join('\n') || 'nothing found',
      );
    });
  }

  // One module of each other folder with code that orchestrators run.
  for (const path of [
    'src/workflow/step.ts',
    'src/limit/await-slot.ts',
    'src/captures/failure.ts',
    'src/alerts/target.ts',
  ]) {
    for (const [name, code] of Object.entries(forbidden)) {
      if (!isImport(code)) {
        test(`may not import ${path} if that uses ${name}`, async () => {
          const found = await lintSnippet(path, code);
          assert.ok(
            found.some((line) => line.startsWith('no-restricted-')),
            found.join('\n') || 'nothing found',
          );
        });
      }
    }
  }

  test('passes when it is deterministic', async () => {
    assert.deepEqual(await lintSnippet('src/orchestrators/snippet.ts', good), []);
  });

  test('is checked, an activity is not', async () => {
    const code =
      'import { randomUUID } from "node:crypto";\nexport const f = async () => randomUUID() + String(Date.now());';
    assert.deepEqual(await lintSnippet('src/activities/snippet.ts', code), []);
  });
});
