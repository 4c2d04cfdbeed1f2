import { Command } from 'commander';
import { parsePort, parseTimeScale } from './arguments.ts';
import { curlCommand } from './curl-command.ts';
import { formatLogLine } from './log-line-for-terminal.ts';
import { pageUrl } from './page-url.ts';
import { resetState } from './reset-state.ts';
import { runUntilStopped } from './run-until-stopped.ts';
import type { Stack } from './stack.ts';
import { startStack } from './stack.ts';

interface StartOptions {
  json?: true;
  port?: number;
  state: string;
  reset?: true;
  timeScale?: number;
}

const command = new Command('npm start --')
  .description('Runs the app on this machine, with Azurite and a simulator in place of Azure.')
  .option('--json', 'print one line of JSON when ready')
  .option(
    '--port <number>',
    'port of the app (default: the one it had before, or a free one)',
    parsePort,
  )
  .option('--state <directory>', 'where everything that lasts is kept', '.state')
  .option('--reset', 'start with an empty state')
  .option(
    '--time-scale <number>',
    "how many times faster the simulator's time runs",
    parseTimeScale,
  )
  .parse();
const options = command.opts<StartOptions>();

await runUntilStopped(async () => {
  if (options.reset) await resetState(options.state);
  // Lines are held back until the stack has started: if the start fails, the error contains them.
  let waiting: string[] | undefined = [];
  const write = (line: string): void => {
    process.stderr.write(`${formatLogLine(line, process.stderr.isTTY)}\n`);
  };
  const stack = await startStack({
    stateDirectory: options.state,
    port: options.port,
    timeScale: options.timeScale,
    onLine: (line) => {
      if (waiting) waiting.push(line);
      else write(line);
    },
  });
  process.stdout.write(options.json ? `${JSON.stringify(stack.address)}\n` : describe(stack));
  waiting.forEach(write);
  waiting = undefined;
  return stack;
});

function describe({ address, logFile }: Stack): string {
  return `
alert-capture runs on this machine. Ctrl-C stops it.

  page           ${pageUrl(address)}
  app            ${address.app}
  function key   ${address.functionKey}
  notifications  ${address.notifications}
  simulator      ${address.simulator}/_simulator
  blobs          ${address.blob}
  log            ${logFile}

Send it an alert:

${curlCommand(address, 'examples/alert.json')}

`;
}
