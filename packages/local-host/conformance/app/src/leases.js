import * as df from 'durable-functions';
import { later } from './later.js';

df.app.orchestration('leaseUser', function* (context) {
  const id = new df.EntityId('lease', (context.df.getInput() ?? {}).k || 'L');
  const now = () => context.df.currentUtcDateTime.getTime();
  const lat = [];
  const call = function* (operation) {
    const asked = now();
    const answer = yield context.df.callEntity(id, operation, context.df.instanceId);
    lat.push([operation, now() - asked]);
    return answer;
  };
  const begun = now();
  let tries = 1;
  while (!(yield* call('acquire'))) {
    yield context.df.createTimer(later(context, 500));
    tries++;
  }
  const got = now() - begun;
  yield context.df.callActivity('crit', context.df.instanceId);
  yield* call('release');
  return { tries, got, lat };
});
