import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { commandLineOf, simulatorCommand } from './command-line.ts';
import type { SimulatorOptions } from './index.ts';

/** What arguments ask for, or the message with which they are refused. */
function parse(...args: string[]): unknown {
  let message = '';
  const command = simulatorCommand()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => (message += text),
      writeErr: (text) => (message += text),
    });
  try {
    return commandLineOf(command.parse(args, { from: 'user' }));
  } catch {
    return message;
  }
}

const accepted: [args: string[], options: SimulatorOptions][] = [
  [[], {}],
  [['--port', '65535'], { port: 65535 }],
  [['--state', 'x.db'], { stateFile: 'x.db' }],
  [
    ['--blob', 'UseDevelopmentStorage=true'],
    { blobConnectionString: 'UseDevelopmentStorage=true' },
  ],
  [['--time-scale', '0'], { timeScale: 0 }],
  [['--time-scale', '2.5'], { timeScale: 2.5 }],
  [['--host-name', 'a', 'b'], { hostNames: ['a', 'b'] }],
];
for (const [args, options] of accepted) {
  test(`'${args.join(' ')}' is accepted`, () => {
    assert.deepEqual(parse(...args), { options: { port: 0, ...options }, isJson: false });
    const withJson = parse('--json', ...args);
    assert.deepEqual(withJson, { options: { port: 0, ...options }, isJson: true });
  });
}

for (const text of ['x', '', '-1', '1.5', '65536', '123456', '1x', 'x1']) {
  test(`'${text}' is not a port`, () => {
    assert.equal(
      parse(`--port=${text}`),
      `error: option '--port <number>' argument '${text}' is invalid. '${text}' is not a port (0 to 65535).\n`,
    );
  });
}

for (const text of ['x', '', '-1', 'Infinity']) {
  test(`'${text}' is not a time scale`, () => {
    assert.equal(
      parse(`--time-scale=${text}`),
      `error: option '--time-scale <factor>' argument '${text}' is invalid. '${text}' is not a number of 0 or more.\n`,
    );
  });
}

test('the help has the options of the documentation, and says what each does', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const documented = [...readme.matchAll(/^\| `(--[\w-]+)/gm)].map(([, name]) => name);
  assert.ok(documented.length > 0);
  const { options } = simulatorCommand();
  assert.deepEqual(
    options.map(({ long }) => long),
    documented,
  );
  for (const { long, description } of options) assert.match(description, /^[a-z]+ .+/, long ?? '');
  assert.match(
    String(parse('--help')),
    /^Usage: azure-simulator \[options\]\n\nNetwork Watcher and Compute over HTTP, /,
  );
});
