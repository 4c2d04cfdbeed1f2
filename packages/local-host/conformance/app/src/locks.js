import * as df from 'durable-functions';
import { gate } from './gate.js';

const { orchestration } = df.app;

/** Id of the gate whose key is `k` in the orchestration's input. */
const gateOf = (context) => gate((context.df.getInput() ?? {}).k);

orchestration('lockOne', function* (context) {
  const id = gateOf(context);
  const lock = yield context.df.lock(id);
  try {
    const n = yield context.df.callEntity(id, 'enter', context.df.instanceId);
    const a = yield context.df.callActivity('crit', context.df.instanceId);
    const m = yield context.df.callEntity(id, 'leave', context.df.instanceId);
    return { n, a, m, locked: context.df.isLocked().isLocked };
  } finally {
    lock.release();
  }
});

orchestration('lockUsing', function* (context) {
  const id = gateOf(context);
  {
    // eslint-disable-next-line no-unused-vars -- declared only to be released at the end of the scope
    using lock = yield context.df.lock(id);
    yield context.df.callEntity(id, 'enter', context.df.instanceId);
    yield context.df.callEntity(id, 'leave', context.df.instanceId);
  }
  const a = yield context.df.callActivity('say', 'after release');
  return { a, locked: context.df.isLocked() };
});

orchestration('lockTwo', function* (context) {
  const a = gate('b2');
  const b = gate('a1');
  const lock = yield context.df.lock(a, b);
  try {
    const r = yield context.df.Task.all([
      context.df.callEntity(a, 'enter', 'x'),
      context.df.callEntity(b, 'enter', 'x'),
    ]);
    return { r, owned: lock.ownedLocks };
  } finally {
    lock.release();
  }
});

orchestration('lockNoRelease', function* (context) {
  const id = gateOf(context);
  yield context.df.lock(id);
  yield context.df.callEntity(id, 'enter', context.df.instanceId);
  return 'no release called';
});

orchestration('lockThrow', function* (context) {
  const id = gateOf(context);
  yield context.df.lock(id);
  yield context.df.callEntity(id, 'enter', context.df.instanceId);
  throw new Error('threw with the lock held');
});

orchestration('lockThrowFinally', function* (context) {
  const id = gateOf(context);
  const lock = yield context.df.lock(id);
  try {
    yield context.df.callEntity(id, 'enter', context.df.instanceId);
    throw new Error('threw with the lock held, finally');
  } finally {
    lock.release();
  }
});

orchestration('lockActFails', function* (context) {
  const lock = yield context.df.lock(gateOf(context));
  yield context.df.callActivity('boom', 1);
  lock.release();
});

orchestration('lockEntFails', function* (context) {
  const id = gateOf(context);
  const lock = yield context.df.lock(id);
  try {
    yield context.df.callEntity(id, 'fail', 1);
  } finally {
    lock.release();
  }
});

orchestration('lockHold', function* (context) {
  const lock = yield context.df.lock(gateOf(context));
  try {
    context.df.setCustomStatus('held');
    const e = yield context.df.waitForExternalEvent('Go');
    return { e };
  } finally {
    lock.release();
  }
});

orchestration('lockCan', function* (context) {
  const { k, n = 0 } = context.df.getInput();
  const id = gate(k);
  yield context.df.lock(id);
  yield context.df.callEntity(id, 'enter', `n${n}`);
  if (n > 0) return 'second generation had the lock';
  context.df.continueAsNew({ k, n: 1 });
});

orchestration('gateCall', function* (context) {
  return yield context.df.callEntity(gateOf(context), 'get');
});
