import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as AzureFunctions from '@azure/functions';
import type { FunctionHandler } from '@azure/functions';
import type * as DurableFunctions from 'durable-functions';
import type { EntityHandler, OrchestrationContext, OrchestrationHandler } from 'durable-functions';

/*
 * The copies of the SDKs that the functions of a test run on: those of the project under test, which the
 * test imports too. Only where the project has none are they this package's own. Node 22 finds no named
 * exports of @azure/functions in an ES module that was required, so they are not imported.
 */
const load = sdkLoader();

/** Class of the context that a function gets. */
export const { InvocationContext } = load('@azure/functions') as typeof AzureFunctions;

const { EntityId } = load('durable-functions') as typeof DurableFunctions;

// The SDK creates these for `app.orchestration` and `app.entity`, which register nothing outside a host.
const functions = load('durable-functions/lib/src/util/testingUtils.js') as {
  createOrchestrator(handler: OrchestrationHandler): FunctionHandler;
  createEntityFunction(handler: EntityHandler<unknown>): FunctionHandler;
};

export const createEntity = (handler: EntityHandler<unknown>): FunctionHandler =>
  functions.createEntityFunction(handler);

/** Makes a function of an orchestrator, which may use another copy of the SDK. */
export function createOrchestrator(handler: OrchestrationHandler): FunctionHandler {
  return functions.createOrchestrator((context) => {
    acceptAnyEntityId(context);
    return handler(context);
  });
}

/** `lock` accepts only an EntityId of its own copy of the SDK. A runner such as jest loads another one. */
function acceptAnyEntityId({ df }: OrchestrationContext): void {
  const lock = df.lock.bind(df);
  df.lock = (...entities: (DurableFunctions.EntityId | DurableFunctions.EntityId[])[]) =>
    lock(entities.flat().map(({ name, key }) => new EntityId(name, key)));
}

function sdkLoader(): NodeJS.Require {
  const project = createRequire(join(process.cwd(), 'package.json'));
  try {
    project.resolve('durable-functions');
    return project;
  } catch {
    return createRequire(import.meta.url);
  }
}
