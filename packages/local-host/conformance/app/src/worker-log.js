import { appendFileSync } from 'node:fs';
import { app } from '@azure/functions';

const DURABLE_TRIGGERS = ['orchestrationTrigger', 'entityTrigger', 'activityTrigger'];
const file = process.env.WORKER_LOG;

// Logs the input that the host passes to each durable function and the result, one line each.
if (file) {
  app.hook.preInvocation(({ invocationContext, inputs }) => {
    const { triggerMetadata } = invocationContext;
    write('in', invocationContext, { triggerMetadata, inputs });
  });
  app.hook.postInvocation(({ invocationContext, result, error }) => {
    write('out', invocationContext, {
      result,
      error: error ? String(error.message || error) : null,
    });
  });
}

function write(dir, { functionName, invocationId, options }, fields) {
  const { type } = options.trigger;
  if (!DURABLE_TRIGGERS.includes(type)) return;
  const line = { dir, type, fn: functionName, inv: invocationId, ...fields };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
