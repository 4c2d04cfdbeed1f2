import { InvocationContext } from '@azure/functions';
import { clientInput } from '../task-hub/durable-client.ts';

/** A call of a function with the binding of a durable client, as the Functions host gives it. */
export function clientCall(
  taskHubName: string,
  origin = 'http://localhost:7071',
  more: Record<string, unknown> = {},
): InvocationContext {
  const context = new InvocationContext({ options: { extraInputs: [clientInput] } });
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
    ...more,
  });
  return context;
}
