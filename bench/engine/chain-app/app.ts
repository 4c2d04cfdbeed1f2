import { app } from '@azure/functions';
import type { OrchestrationContext } from 'durable-functions';
import * as df from 'durable-functions';

const STEPS = 5;

df.app.activity('addOne', { handler: (value: number) => value + 1 });

df.app.orchestration('chain', function* (context: OrchestrationContext) {
  let value = context.df.getInput<number>();
  for (let step = 0; step < STEPS; step++) {
    value = (yield context.df.callActivity('addOne', value)) as number;
  }
  return value;
});

// Never completes in a host that will be killed; completes at once in the next.
df.app.activity('hold', {
  handler: (value: number) =>
    process.env['HOLD'] === '1' ? new Promise<number>(() => undefined) : value,
});

df.app.orchestration('held', function* (context: OrchestrationContext) {
  return (yield context.df.callActivity('hold', 1)) as number;
});

app.http('start', {
  methods: ['POST'],
  authLevel: 'anonymous',
  extraInputs: [df.input.durableClient()],
  handler: async ({ query }, context) => ({
    jsonBody: await df.getClient(context).startNew(query.get('name') ?? 'chain', { input: 0 }),
  }),
});
