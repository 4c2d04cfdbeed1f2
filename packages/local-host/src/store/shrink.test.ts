import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { OrchestrationContext } from 'durable-functions';
import { createTestHost } from '../testing/index.ts';

test('the file becomes smaller after a purge', async (t) => {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'shrink-'));
  t.after(() => {
    rmSync(stateDirectory, { recursive: true });
  });
  const text = 'x'.repeat(10_000);
  const open = () =>
    createTestHost({
      stateDirectory,
      alwaysReplay: false,
      orchestrators: {
        *long(context: OrchestrationContext) {
          yield context.df.createTimer(new Date(0));
          return context.df.getInput<string>();
        },
      },
    });
  const ids = Array.from({ length: 100 }, (_, index) => `i-${index}`);
  {
    await using host = await open();
    for (const id of ids) await host.start('long', text, id);
    await host.idle();
  }
  const file = join(stateDirectory, 'task-hub.sqlite');
  const before = statSync(file).size;
  {
    await using host = await open();
    await Promise.all(ids.slice(1).map(async (id) => host.instance(id).purge()));
    assert.equal(await host.instance('i-0').result(), text);
  }
  assert.ok(statSync(file).size < before / 10, `${before} became ${statSync(file).size}`);
});
