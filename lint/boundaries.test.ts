import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lintSnippet } from './lint-snippet.ts';

const importing = (specifier: string): string => `import { x } from '${specifier}';\nx();\n`;

const against: [file: string, specifier: string][] = [
  ['src/triggers/x.ts', 'local-host'],
  ['src/triggers/x.ts', 'azure-simulator/anything.ts'],
  ['src/triggers/x.ts', '../../packages/local-host/src/index.ts'],
  ['src/index.ts', '../test/support/stack.ts'],
  ['src/activities/x.test.ts', 'azure-simulator'],
  ['src/activities/x.test.ts', 'local-host'],
  ['src/captures/x.ts', 'local-host/testing'],
  ['src/captures/x.ts', '../test-support/reports.ts'],
  ['src/alerts/x.ts', '../rules/x.ts'],
  ['src/rules/x.ts', '../captures/x.ts'],
  ['src/rules/x.ts', '../settings.ts'],
  ['src/captures/x.ts', '../limit/x.ts'],
  ['src/captures/x.ts', 'durable-functions'],
  ['src/workflow/x.ts', '../limit/x.ts'],
  ['src/workflow/x.ts', '../activities/index.ts'],
  ['src/limit/x.ts', '../orchestrators/x.ts'],
  ['src/limit/x.ts', '../activities/index.ts'],
  ['src/orchestrators/x.ts', '../notifications/x.ts'],
  ['src/orchestrators/x.ts', '../triggers/x.ts'],
  ['src/notifications/x.ts', '../azure/x.ts'],
  ['src/traffic/x.ts', '../captures/x.ts'],
  ['src/traffic/files/x.ts', '../layers/x.ts'],
  ['src/traffic/layers/x.ts', '../tcp/x.ts'],
  ['src/traffic/layers/x.ts', 'node:zlib'],
  ['src/traffic/tcp/x.ts', '../dns/x.ts'],
  ['src/traffic/tcp/x.ts', '../files/x.ts'],
  ['src/traffic/summary/x.ts', '../summarize.ts'],
  ['src/traffic/filter/x.ts', '../packets/x.ts'],
  ['src/traffic/packets/x.ts', '../summary/x.ts'],
  ['src/azure/x.ts', '../activities/x.ts'],
  ['src/azure/x.ts', '../notifications/x.ts'],
  ['src/activities/x.ts', '../orchestrators/x.ts'],
  ['src/task-hub/x.ts', '../triggers/x.ts'],
  ['src/views/x.ts', '../triggers/x.ts'],
  ['src/views/x.ts', '../orchestrators/x.ts'],
  ['src/ui/x.ts', '../captures/x.ts'],
  ['src/timers/x.ts', '../triggers/x.ts'],
  ['src/timers/x.ts', '../orchestrators/x.ts'],
  ['src/triggers/x.ts', '../timers/x.ts'],
  ['src/triggers/x.ts', '../orchestrators/x.ts'],
  ['src/alerts/x.ts', '@azure/functions'],
  ['src/alerts/x.ts', '../azure/clients.ts'],
  ['src/notifications/x.ts', 'node:fs'],
  ['packages/local-host/src/model/x.ts', '../store/x.ts'],
  ['packages/local-host/src/model/x.ts', 'node:fs'],
  ['packages/local-host/src/clock/x.ts', '../engine/x.ts'],
  ['packages/local-host/src/store/x.ts', '../replayer/x.ts'],
  ['packages/local-host/src/store/x.ts', '../engine/x.ts'],
  ['packages/local-host/src/replayer/x.ts', '../store/x.ts'],
  ['packages/local-host/src/replayer/x.ts', 'node:sqlite'],
  ['packages/local-host/src/turn/x.ts', '../store/x.ts'],
  ['packages/local-host/src/turn/x.ts', '../engine/x.ts'],
  ['packages/local-host/src/engine/x.ts', '../task-hub/x.ts'],
  ['packages/local-host/src/engine/x.ts', '../worker/x.ts'],
  ['packages/local-host/src/task-hub/x.ts', '../durable-api/x.ts'],
  ['packages/local-host/src/worker/x.ts', '../engine/x.ts'],
  ['packages/local-host/src/http/x.ts', '../durable-api/x.ts'],
  ['packages/local-host/src/triggers/x.ts', '../worker/x.ts'],
  ['packages/local-host/src/durable-api/x.ts', '../host.ts'],
  ['packages/local-host/src/replay/x.ts', '../testing/x.ts'],
  ['packages/local-host/src/testing/x.ts', '../test-support/x.ts'],
  ['packages/local-host/src/x.ts', 'azure-simulator'],
  ['packages/local-host/src/deep/x.ts', '../../../../src/index.ts'],
  ['packages/local-host/src/x.ts', '../../azure-simulator/src/index.ts'],
  ['packages/azure-simulator/src/x.ts', 'local-host'],
  ['packages/azure-simulator/src/x.ts', '../../../src/index.ts'],
  ['packages/azure-simulator/src/model/x.ts', '../descriptions/region.ts'],
  ['packages/azure-simulator/src/descriptions/x.ts', '../store/world.ts'],
  ['packages/azure-simulator/src/clock/x.ts', '../store/clock-setting.ts'],
  ['packages/azure-simulator/src/pcap/x.ts', '../traffic/packet.ts'],
  ['packages/azure-simulator/src/traffic/x.ts', '../sessions/plan-session.ts'],
  ['packages/azure-simulator/src/faults/x.ts', '../traffic/traffic.ts'],
  ['packages/azure-simulator/src/store/x.ts', '../sessions/end-session.ts'],
  ['packages/azure-simulator/src/sessions/x.ts', '../arm/route.ts'],
  ['packages/azure-simulator/src/simulation.ts', './arm/dispatch.ts'],
  ['packages/azure-simulator/src/arm/x.ts', '../admin/problem.ts'],
  ['packages/azure-simulator/src/admin/x.ts', '../http-app.ts'],
  ['commands/x.ts', '../test/support/stack.ts'],
];

const along: [file: string, specifier: string][] = [
  ['src/triggers/x.ts', '../alerts/parse.ts'],
  ['src/triggers/x.ts', '@azure/functions'],
  ['src/activities/x.ts', '@azure/arm-network'],
  ['src/alerts/x.ts', 'valibot'],
  ['src/traffic/summary/x.ts', '../tcp/x.ts'],
  ['src/traffic/tcp/x.test.ts', '../../test-support/capture-files.ts'],
  ['src/alerts/x.test.ts', 'node:test'],
  ['src/captures/x.test.ts', 'local-host/testing'],
  ['src/captures/x.test.ts', '../orchestrators/x.ts'],
  ['src/test-support/x.ts', 'local-host/testing'],
  ['src/index.ts', './triggers/index.ts'],
  ['packages/local-host/src/store/x.ts', '../model/x.ts'],
  ['packages/local-host/src/turn/x.ts', '../replayer/x.ts'],
  ['packages/local-host/src/engine/x.ts', '../turn/x.ts'],
  ['packages/local-host/src/task-hub/x.ts', '../engine/x.ts'],
  ['packages/local-host/src/durable-api/x.ts', '../http/x.ts'],
  ['packages/local-host/src/testing/x.ts', '../replay/x.ts'],
  ['packages/local-host/src/turn/x.test.ts', '../test-support/x.ts'],
  ['packages/local-host/src/deep/x.ts', '../x.ts'],
  ['packages/local-host/src/x.ts', 'hono'],
  ['packages/azure-simulator/src/sessions/x.ts', '../store/world.ts'],
  ['packages/azure-simulator/src/admin/x.ts', '../arm/network-watchers.ts'],
  ['commands/x.ts', 'local-host'],
  ['test/x.test.ts', 'azure-simulator'],
  ['bench/x.ts', '../commands/stack.ts'],
];

describe('the dependency arrows', () => {
  for (const [file, specifier] of against) {
    test(`forbid ${file} to import ${specifier}`, async () => {
      const found = await lintSnippet(file, importing(specifier));
      assert.equal(found.length, 1, found.join('\n') || 'nothing found');
      assert.match(found[0] ?? '', /^local\/boundaries: .* may not import /);
    });
  }

  for (const [file, specifier] of along) {
    test(`allow ${file} to import ${specifier}`, async () => {
      assert.deepEqual(await lintSnippet(file, importing(specifier)), []);
    });
  }

  test('apply to re-exports and to import() too', async () => {
    const code = "export * from 'local-host';\nexport const f = () => import('azure-simulator');\n";
    assert.equal((await lintSnippet('src/x.ts', code)).length, 2);
  });

  test('allow imports of types only', async () => {
    const typed = (from: string): string =>
      `import type { X } from '${from}';\nexport type Y = X;\n`;
    assert.deepEqual(await lintSnippet('src/rules/x.ts', typed('../settings.ts')), []);
    assert.equal((await lintSnippet('src/alerts/x.ts', typed('local-host'))).length, 1);
  });
});

test('file names are kebab-case', async () => {
  assert.match((await lintSnippet('src/createCapture.ts', ''))[0] ?? '', /^local\/file-names/);
  assert.deepEqual(await lintSnippet('src/create-capture.test.ts', ''), []);
});

test('a file of more than 400 lines is too long', async () => {
  assert.match((await lintSnippet('src/x.ts', '\n'.repeat(401)))[0] ?? '', /^max-lines/);
});
