import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatness } from './soak/flatness.ts';
import { historyDays, type DaySample } from './soak/history-days.ts';

/* `npm run soak:year` does the same for a year with 100 alerts a day. */

/* Runs in a process of its own: the SDK registers the functions of an app once in a process. */

test('the file and the list do not grow after the retention', async (context) => {
  const options = { days: 8, alertsADay: 6, retentionDays: 2 };
  const samples: DaySample[] = [];
  for await (const sample of historyDays(options)) samples.push(sample);
  context.diagnostic(JSON.stringify(samples.at(-1)));
  assert.deepEqual(flatness(samples, options.retentionDays), []);
  const remembered = samples.at(-1)?.listed ?? 0;
  assert.ok(remembered >= 12 && remembered <= 18, `${remembered} captures are listed`);
});
