import type { Linter } from 'eslint';

const fromContext = 'An orchestrator is replayed, so it must decide the same on every run:';

const globals: Record<string, string> = {
  setTimeout: 'yield context.df.createTimer(...) instead.',
  setInterval: 'yield context.df.createTimer(...) in a loop instead.',
  setImmediate: 'there is nothing to wait for; call the function.',
  queueMicrotask: 'there is nothing to wait for; call the function.',
  Promise: 'yield the tasks of context.df (Task.all, Task.any) instead.',
  fetch: 'call an activity instead.',
  WebSocket: 'call an activity instead.',
  EventSource: 'call an activity instead.',
  process: 'read settings in an activity, or take them as input.',
  performance: 'use context.df.currentUtcDateTime.',
  crypto: 'use context.df.newGuid(...), or an activity.',
  require: 'import pure modules at the top of the file.',
};

const syntax: Record<string, string> = {
  'NewExpression[callee.name="Date"][arguments.length=0]': 'use context.df.currentUtcDateTime.',
  'CallExpression[callee.name="Date"]': 'use context.df.currentUtcDateTime.',
  ':function[async=true]': 'write a generator (function*) and yield tasks.',
  AwaitExpression: 'yield a task of context.df instead.',
  'ForOfStatement[await=true]': 'yield a task of context.df instead.',
  ImportExpression: 'import pure modules at the top of the file.',
};

/** Rules against nondeterminism: replay runs the code of an orchestrator again and needs the same results. */
export const determinism = {
  'no-restricted-globals': [
    'error',
    {
      globals: Object.entries(globals).map(([name, advice]) => ({
        name,
        message: `${fromContext} ${advice}`,
      })),
      checkGlobalObject: true,
    },
  ],
  'no-restricted-properties': [
    'error',
    {
      object: 'Date',
      property: 'now',
      message: `${fromContext} use context.df.currentUtcDateTime.`,
    },
    {
      object: 'Math',
      property: 'random',
      message: `${fromContext} draw the number in an activity.`,
    },
  ],
  'no-restricted-syntax': [
    'error',
    ...Object.entries(syntax).map(([selector, advice]) => ({
      selector,
      message: `${fromContext} ${advice}`,
    })),
  ],
} satisfies Linter.RulesRecord;
