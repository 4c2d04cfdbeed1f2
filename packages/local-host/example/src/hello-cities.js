import { app } from '@azure/functions';
import * as df from 'durable-functions';

df.app.activity('sayHello', { handler: (city) => `Hello, ${city}!` });

df.app.orchestration('helloCities', function* (context) {
  const cities = context.df.getInput();
  return yield context.df.Task.all(cities.map((city) => context.df.callActivity('sayHello', city)));
});

app.http('greet', {
  methods: ['POST'],
  authLevel: 'anonymous',
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const instanceId = await client.startNew('helloCities', { input: await request.json() });
    return client.waitForCompletionOrCreateCheckStatusResponse(request, instanceId, {
      retryIntervalInMilliseconds: 50,
    });
  },
});
