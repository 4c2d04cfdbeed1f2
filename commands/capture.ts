import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { plainText } from '../src/alerts/plain-text.ts';
import type { CaptureView } from '../src/views/capture-view.ts';
import { AppClient, UnexpectedAnswerError } from './app-client.ts';
import { captureWords } from './capture-words.ts';
import { ProgressLine } from './progress-line.ts';
import type { Filter } from './read-filter.ts';
import { readFilter, readSeconds } from './read-filter.ts';

interface Options {
  seconds?: number;
  filter?: Filter[];
  app: string;
  key?: string;
  output: string;
  reason?: string;
  idempotencyKey?: string;
}

const pollMs = 1000;

const command = new Command('npm run capture --')
  .description(
    'Captures a machine without an alert, shows the progress, and saves the file. The limit, the allowed ' +
      'scopes and the notification are those of the app. Ends with 0 when a file was saved, else with 1.',
  )
  .argument(
    '<vm>',
    'resource id of a virtual machine or scale set, or the name of a virtual machine',
  )
  .option('--seconds <n>', "length of the capture (default: the app's)", readSeconds)
  .option(
    '--filter <fields>',
    'what to capture, such as "remotePort=443,protocol=TCP"; several are alternatives',
    readFilter,
  )
  .option(
    '--app <url>',
    'address of the app (ALERT_CAPTURE_URL)',
    process.env.ALERT_CAPTURE_URL ?? 'http://127.0.0.1:7071',
  )
  .option(
    '--key <key>',
    'function key (better set ALERT_CAPTURE_KEY: others can read a command line)',
  )
  .option('--output <directory>', 'where to save the file', '.')
  .option('--reason <text>', 'shown in the place of the alert rule')
  .option(
    '--idempotency-key <key>',
    'a repeated command with the same key follows the same capture',
  )
  .parse();

const say = (text: string): boolean => process.stdout.write(`${plainText(text, 2000)}\n`);

try {
  process.exitCode = await capture(command.args[0] ?? '', command.opts<Options>());
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const isOurs = error instanceof UnexpectedAnswerError || error instanceof TypeError;
  process.stderr.write(`${plainText(isOurs ? message : String(error), 2000)}\n`);
  process.exitCode = 1;
}

async function capture(target: string, options: Options): Promise<number> {
  const functionKey = options.key ?? process.env.ALERT_CAPTURE_KEY;
  if (functionKey === undefined) {
    throw new UnexpectedAnswerError('Set ALERT_CAPTURE_KEY to a function key of the app.');
  }
  const { seconds, filter: filters, reason, idempotencyKey } = options;
  const client = new AppClient({ app: options.app.replace(/\/$/, ''), functionKey });
  const id = await client.postCapture({ target, seconds, filters, reason, idempotencyKey });
  say(`Capture ${id}`);
  const view = await follow(client, id);
  for (const line of [...(view.summary ?? view.state).split('\n'), ...view.warnings]) say(line);
  return (await saveFiles(client, view, options.output)) > 0 ? 0 : 1;
}

async function follow(client: AppClient, id: string): Promise<CaptureView> {
  const progress = new ProgressLine();
  for (;;) {
    const view = await client.capture(id);
    progress.show(captureWords(view));
    if (!['starting', 'running', 'suspended'].includes(view.state)) {
      progress.end();
      return view;
    }
    await delay(pollMs);
  }
}

/** Downloads the file of each machine that has one in storage. */
async function saveFiles(client: AppClient, view: CaptureView, output: string): Promise<number> {
  let saved = 0;
  for (const [index, target] of view.targets.entries()) {
    if (!('file' in target) || target.file === undefined || !('url' in target.file)) continue;
    const name = (target.vm.split('/').at(-1) ?? 'capture').replaceAll(/[^\w.-]/g, '-');
    const path = join(output, `${name}-${view.startedAt.replaceAll(/[:.]/g, '-')}.cap`);
    const response = await client.call(`captures/${view.id}/file?target=${index}`);
    if (response.status !== 200 || response.body === null) {
      throw new UnexpectedAnswerError(`The file was not sent: HTTP ${response.status}.`);
    }
    await mkdir(dirname(path), { recursive: true });
    const body = Readable.fromWeb(response.body);
    await pipeline(body, createWriteStream(path));
    say(`Saved ${path}`);
    saved++;
  }
  return saved;
}
