import { az } from './az.ts';
import { waitForFunctionKey } from './function-key.ts';

/*
 * npm run deploy:alerts, which azd runs after each deployment of the app: deploys alerts.bicep when the
 * function's key exists. The azd environment selects the app, the machines and the rules.
 */

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(
    `${name} is not set. Run this through azd, which sets it: azd hooks run postdeploy`,
  );
}

try {
  const subscriptionId = required('AZURE_SUBSCRIPTION_ID');
  const resourceGroup = required('AZURE_RESOURCE_GROUP');
  const appName = required('FUNCTION_APP_NAME');
  const keyName = process.env['CAPTURE_FUNCTION_KEY_NAME'] || 'default';

  console.log(
    `Waiting until Azure lists the function postAlert of ${appName}, at most five minutes.`,
  );
  await waitForFunctionKey(az, {
    ...{ subscriptionId, resourceGroup, appName, keyName },
    functionName: 'postAlert',
  });
  await az([
    ...['deployment', 'group', 'create', '--name', 'alerts'],
    ...['--subscription', subscriptionId, '--resource-group', resourceGroup],
    ...['--parameters', 'alerts.bicepparam', '--output', 'none'],
  ]);
  console.log('The action group, and the agents and alert rules of the machines, are deployed.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
