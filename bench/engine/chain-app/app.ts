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

app.http('start', {
  methods: ['POST'],
  authLevel: 'anonymous',
  extraInputs: [df.input.durableClient()],
  handler: async (_request, context) => ({
    jsonBody: await df.getClient(context).startNew('chain', { input: 0 }),
  }),
});
