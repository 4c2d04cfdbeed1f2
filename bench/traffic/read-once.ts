/**
 * Reads a capture file once, as the app does, and prints the duration and its processor time in
 * seconds, and the peak resident memory in bytes.
 */
import { statSync } from 'node:fs';
import { parseFilter } from '../../src/traffic/filter/parse-filter.ts';
import { scanPackets } from '../../src/traffic/packets/scan-packets.ts';
import { summarize } from '../../src/traffic/summarize.ts';
import { fileChunks } from './file-chunks.ts';

const [what = 'summary', path = '', text = ''] = process.argv.slice(2);
const begin = performance.now();
const before = process.cpuUsage();
const chunks = fileChunks(path);
if (what === 'summary') await summarize(chunks);
else {
  await scanPackets(chunks, {
    filter: parseFilter(text),
    text,
    page: { offset: 0, limit: 100 },
    toTheEnd: false,
    fileBytes: statSync(path).size,
  });
}
const seconds = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(before);
const processorSeconds = (user + system) / 1e6;
const bytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ seconds, processorSeconds, bytes }));
