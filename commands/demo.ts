import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { styleText } from 'node:util';
import { Command } from 'commander';
import type { CloudEvent } from '../src/notifications/cloud-event.ts';
import type { CaptureView } from '../src/views/capture-view.ts';
import { AppClient } from './app-client.ts';
import { captureWords } from './capture-words.ts';
import { curlCommand } from './curl-command.ts';
import { localBlob } from './local-blob.ts';
import { pageUrl } from './page-url.ts';
import { countPackets } from './pcap-packets.ts';
import { ProgressLine } from './progress-line.ts';
import { runUntilStopped } from './run-until-stopped.ts';
import type { Stack } from './stack.ts';
import { startStack } from './stack.ts';

const { json: isJson } = new Command('npm run demo --')
  .description('Sends one alert to the app on this machine, and shows what becomes of it.')
  .option('--json', 'print the whole notification as JSON')
  .parse()
  .opts<{ json?: true }>();

const payloadFile = 'examples/alert.json';
const captureSeconds = 8;
const patienceMs = 60_000;
const copiesDirectory = '.state/demo';

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const heading = (text: string): boolean => say(`\n${styleText('bold', text)}\n`);

const stateDirectory = await mkdtemp(join(tmpdir(), 'alert-capture-'));
process.on('exit', () => rmSync(stateDirectory, { recursive: true, force: true }));

await runUntilStopped(async () => {
  say('Starting Azurite, the simulator of Azure, and the app ...');
  return startStack({
    stateDirectory,
    settings: { CAPTURE_TIME_LIMIT_SECONDS: String(captureSeconds) },
  });
}, demonstrate);

async function demonstrate(stack: Stack): Promise<void> {
  heading('An alert comes in');
  say(curlCommand(stack.address, payloadFile));
  const client = new AppClient(stack.address);
  const id = await client.postAlert(await readFile(payloadFile, 'utf8'));

  heading(`It became the capture ${id}`);
  say(`watch it at ${pageUrl(stack.address, id)}\n`);
  const view = await follow(client, id);
  if (view.state !== 'ended') throw new Error(`The capture failed: ${view.summary ?? view.state}`);

  const [event] = stack.listener.received as CloudEvent[];
  if (event === undefined)
    throw new Error(`No notification came: ${JSON.stringify(view.deliveries)}`);
  const [outcome] = event.data.captures;
  if (outcome?.end !== 'timeLimit' || !('url' in outcome.file))
    throw new Error(`It went wrong: ${event.data.summary}`);
  const { url, bytes } = outcome.file;
  const copy = join(copiesDirectory, basename(url));
  await mkdir(copiesDirectory, { recursive: true });
  await localBlob(stack.storage, url).downloadToFile(copy);
  const packets = countPackets(await readFile(copy));

  if (isJson) {
    heading('The notification, as it was received');
    say(JSON.stringify(event, null, 2));
  }
  heading('The notification says');
  say(event.data.summary);
  heading(`The file: ${packets} packets, ${bytes} bytes`);
  say(`in storage  ${url}\ncopied to   ${copy}, for Wireshark`);
  say(
    `\nnpm start keeps it running, with a page of the captures.${isJson ? '' : ' npm run demo -- --json prints the whole notification.'}\n`,
  );
}

/** Shows the progress of the capture until it ends. */
async function follow(client: AppClient, id: string): Promise<CaptureView> {
  const progress = new ProgressLine();
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const view = await client.capture(id);
    progress.show(captureWords(view), secondsCaptured(view));
    if (view.state !== 'starting' && view.state !== 'running') {
      progress.end();
      return view;
    }
    if (Date.now() > deadline) {
      throw new Error(`The capture has not ended after a minute; it ${captureWords(view)}.`);
    }
    await delay(100);
  }
}

function secondsCaptured({ targets: [target] }: CaptureView): string {
  if (target === undefined || !('stage' in target) || target.stage !== 'capturing') return '';
  const { startedAt } = target;
  if (startedAt === undefined) return '';
  const seconds = Math.floor((Date.now() - Date.parse(startedAt)) / 1000);
  return `, ${Math.min(Math.max(seconds, 0), captureSeconds)} of ${captureSeconds} s`;
}
