import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvocationContext } from '@azure/functions';
import { clientInput, durableClient } from './durable-client.ts';

function call(taskHubName: string): InvocationContext {
  const context = new InvocationContext({ options: { extraInputs: [clientInput] } });
  const origin = 'http://localhost:7071';
  const instance = `${origin}/runtime/webhooks/durabletask/instances/INSTANCEID`;
  context.extraInputs.set(clientInput, {
    taskHubName,
    creationUrls: {
      createNewInstancePostUri: `${origin}/orchestrators`,
      createAndWaitOnNewInstancePostUri: `${origin}/orchestrators`,
    },
    managementUrls: {
      id: 'INSTANCEID',
      statusQueryGetUri: instance,
      sendEventPostUri: `${instance}/raiseEvent/{eventName}`,
      terminatePostUri: `${instance}/terminate`,
      purgeHistoryDeleteUri: instance,
    },
    rpcBaseUrl: `${origin}/durabletask/`,
  });
  return context;
}

test('the client is kept until its binding changes', () => {
  const first = durableClient(call('hub'));
  assert.equal(durableClient(call('hub')), first);
  const second = durableClient(call('another'));
  assert.notEqual(second, first);
  assert.equal(second.taskHubName, 'another');
});
