import { flatness } from './flatness.ts';
import { historyDays, type DaySample } from './history-days.ts';

/*
 * npm run soak:year: a virtual year with 100 alerts a day, of which 30 days are remembered. Prints what the task
 * hub holds, and fails if that grows. It takes about half an hour of CPU. DAYS and ALERTS_A_DAY set others.
 */

const { DAYS = '365', ALERTS_A_DAY = '100' } = process.env;
const retentionDays = 30;
const samples: DaySample[] = [];
const options = { days: Number(DAYS), alertsADay: Number(ALERTS_A_DAY), retentionDays };
for await (const sample of historyDays(options)) {
  samples.push(sample);
  if (sample.day % 15 !== 0 && sample.day !== options.days) continue;
  process.stdout.write(`${JSON.stringify(sample)}\n`);
}
const grown = flatness(samples, retentionDays);
process.stdout.write(grown.length === 0 ? 'flat\n' : `${grown.join('\n')}\n`);
process.exitCode = grown.length;
