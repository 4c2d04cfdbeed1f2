import { access, writeFile } from 'node:fs/promises';
import inspector from 'node:inspector';
import { join } from 'node:path';
import { Command } from 'commander';
import {
  durableTaskSettings,
  fromFile,
  fromHistoryTable,
  fromLocalState,
  fromStatusUrl,
  loadHostApp,
  printReport,
  recordingText,
  replayRecording,
  requireEvent,
  type Recording,
} from 'local-host/replay';
import { parseEventNumber, parsePort } from './arguments.ts';

interface Options {
  state: string;
  storage?: string;
  hub?: string;
  app: string;
  main?: string;
  breakAt?: number;
  inspectBrk?: number | true;
  export?: string;
  json?: true;
  strict?: true;
}

const ORCHESTRATORS = 'src/orchestrators/index.ts';
const DEFAULT_INSPECTOR_PORT = 9229;
// The id of an instance has no slash.
const LIKE_A_PATH = /[/\\]|\.jsonl?$/;

class InspectorPortBusy extends Error {
  readonly code = 'inspector-port-busy';

  constructor(port: number) {
    super(`The debugger cannot listen on port ${port}. Choose another one: --inspect-brk 0`);
  }
}

const command = new Command('npm run replay --')
  .description(
    "Runs today's orchestrators against the recorded history of an instance: turn by turn what the code " +
      'does, and where it no longer fits. No activity runs. Ends with 0 when the code fits, 1 when it does ' +
      'not, 2 when the history cannot be had.',
  )
  .argument(
    '<source>',
    'a history file; the status URL (statusQueryGetUri) of an instance; the id of an instance of the ' +
      'local host; with --storage, the id of an instance in Azure',
  )
  .option('--state <directory>', 'state of the local host', '.state/host')
  .option(
    '--storage <account>',
    'storage account of the task hub: its name, a connection string, or the variable that holds one',
  )
  .option('--hub <name>', "name of the task hub (default: the one in the app's host.json)")
  .option('--app <directory>', 'folder of the app', '.')
  .option('--main <glob>', `what to load of it (default: ${ORCHESTRATORS}, or "main")`)
  .option('--break-at <event>', 'stop a debugger at this event, by its number', parseEventNumber)
  .option(
    '--inspect-brk [port]',
    "wait for a debugger, and stop at the orchestrator's start",
    parsePort,
  )
  .option('--export <file>', 'write the history to a file, for later')
  .option('--strict', 'let warnings count: inputs, timers and outputs that changed')
  .option('--json', 'print the report as JSON')
  .parse();
const options = command.opts<Options>();

try {
  process.exitCode = await run(command.args[0] ?? '', options);
} catch (error) {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== 'string') throw error;
  if (options.json) console.log(JSON.stringify({ error: { code, message } }));
  else console.error(`${code}: ${String(message)}`);
  process.exitCode = 2;
}

async function run(source: string, { app: appDirectory, json, strict, ...rest }: Options) {
  process.setSourceMapsEnabled(true);
  const main =
    rest.main ?? ((await exists(join(appDirectory, ORCHESTRATORS))) ? ORCHESTRATORS : undefined);
  const { app, hostJson } = await loadHostApp({ appDirectory, main });
  const { hubName } = durableTaskSettings(hostJson.durableTask);
  const recording = await read(source, rest, rest.hub ?? hubName);
  if (rest.export !== undefined) {
    await writeFile(rest.export, recordingText(recording));
  }
  const breakAt = rest.breakAt ?? (rest.inspectBrk === undefined ? undefined : 1);
  if (breakAt !== undefined) {
    requireEvent(recording, breakAt);
    waitForDebugger(rest.inspectBrk);
  }
  const report = await replayRecording(app, recording, {
    ...(breakAt !== undefined && { breakAt }),
    onLog: ({ level, message }) => console.error(`${level}: ${message}`),
  });
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : printReport(report));
  return report.divergence || (strict && report.warnings.length > 0) ? 1 : 0;
}

async function read(
  source: string,
  { state, storage }: Pick<Options, 'state' | 'storage'>,
  hub: string,
): Promise<Recording> {
  if (storage !== undefined) {
    const { openHistoryTables } = await import('./history-tables.ts');
    return fromHistoryTable(openHistoryTables(storage, hub), source);
  }
  if (/^https?:\/\//.test(source)) return fromStatusUrl(source);
  if (LIKE_A_PATH.test(source) || (await exists(source))) return fromFile(source);
  return fromLocalState(state, source);
}

// An inspector is already open when an editor's debugger started this process.
function waitForDebugger(port: Options['inspectBrk']): void {
  if (inspector.url() !== undefined) return;
  const wanted = typeof port === 'number' ? port : DEFAULT_INSPECTOR_PORT;
  inspector.open(wanted, '127.0.0.1');
  // On a busy port it prints a line and returns.
  if (inspector.url() === undefined) throw new InspectorPortBusy(wanted);
  inspector.waitForDebugger();
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
