import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type { AppFunction, Binding, FunctionApp, LogEntry } from '../model/function-app.ts';
import { FunctionMap } from '../model/function-map.ts';
import { QueueAccounts } from './queue-account.ts';
import { QueueOutputs } from './queue-outputs.ts';
import { QueueSender } from './queue-sender.ts';
import { queueSettings } from './queue-settings.ts';
import { prepareFunctions } from './prepare-functions.ts';
import { readTimer } from './read-timer.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const fn = (
  trigger: Record<string, unknown>,
  ...others: Record<string, unknown>[]
): AppFunction => {
  const bindings = [trigger, ...others].map(
    (fields, index) => ({ name: `b${index}`, direction: 'in', ...fields }) as unknown as Binding,
  );
  const outputs = bindings.filter(({ direction }) => direction === 'out');
  return { name: 'f', trigger: bindings[0]!, bindings, inputs: [], outputs, httpServer: undefined };
};
const timer = (fields: Record<string, unknown>) =>
  readTimer(fn({ type: 'timerTrigger', ...fields }), now);

describe('a timer binding', () => {
  afterEach(() => delete process.env['WEBSITE_TIME_ZONE']);

  test('is monitored unless it is frequent or sets useMonitor to false', () => {
    assert.equal(timer({ schedule: '0 0 * * * *' }).useMonitor, true);
    assert.equal(timer({ schedule: '*/5 * * * * *' }).useMonitor, false);
    assert.equal(timer({ schedule: '0 0 * * * *', useMonitor: false }).useMonitor, false);
  });

  test('reads a flag from a setting as text', () => {
    assert.equal(timer({ schedule: '0 0 * * * *' }).runOnStartup, false);
    assert.equal(timer({ schedule: '0 0 * * * *', runOnStartup: 'true' }).runOnStartup, true);
  });

  test('runs in the time zone of the app', () => {
    process.env['WEBSITE_TIME_ZONE'] = 'Asia/Tokyo';
    const { schedule } = timer({ schedule: '0 0 12 * * *' });
    assert.equal(new Date(schedule.next(now)).toISOString(), '2026-01-01T03:00:00.000Z');
  });

  test('is refused with its error', () => {
    const refused = (fields: Record<string, unknown>, message: RegExp) =>
      assert.throws(() => timer(fields), { code: 'binding-invalid', message });
    refused({}, /Function "f": "schedule" of its timer is undefined; it must be an NCRONTAB/);
    refused({ schedule: 'hourly' }, /"schedule" of its timer is "hourly"/);
    refused({ schedule: '0 0 0 31 2 *' }, /must be one that comes at all/);
    refused(
      { schedule: '0 0 * * * *', useMonitor: 'yes' },
      /"useMonitor" .* must be true or false/,
    );
  });
});

describe('a queue binding', () => {
  const environment = {
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
    Plain: 'UseDevelopmentStorage=true',
    AzureWebJobsOther:
      'DefaultEndpointsProtocol=https;AccountName=other;AccountKey=eA==;EndpointSuffix=core.windows.net',
    Broken: 'AccountKey=secret',
    Identity__queueServiceUri: 'https://other.queue.core.windows.net',
  };
  const accounts = new QueueAccounts(environment);
  const open = (fields: Record<string, unknown>) =>
    accounts.open('f', fn({ type: 'queueTrigger', queueName: 'work', ...fields }).trigger);

  test('is in the account of its setting, or by default of AzureWebJobsStorage', () => {
    const local = 'http://127.0.0.1:10001/devstoreaccount1';
    assert.equal(open({}).queue.url, `${local}/work`);
    assert.equal(open({ connection: '' }).queue.url, `${local}/work`);
    assert.equal(open({ connection: 'Plain' }).queue.url, `${local}/work`);
    const other = open({ connection: 'Other', queueName: 'WORK' }).queue.url;
    assert.equal(other, 'https://other.queue.core.windows.net/work');
  });

  test('has a poison queue, unless it is one or its name is too long', () => {
    assert.equal(open({}).poison?.name, 'work-poison');
    assert.equal(open({ queueName: 'work-poison' }).poison, undefined);
    assert.equal(open({ queueName: 'w'.repeat(60) }).poison, undefined);
  });

  test('is refused with its error, without the secret', () => {
    const refused = (fields: Record<string, unknown>, code: string, message: RegExp) =>
      assert.throws(() => open(fields), { code, message });
    refused({ connection: 'Gone' }, 'setting-missing', /binding "b0" needs the setting Gone: /);
    refused({ connection: 'Identity' }, 'setting-missing', /connections by identity are not/);
    refused({ connection: 'Broken' }, 'setting-invalid', /^(?!.*secret).*the setting Broken/);
    refused({ connection: 5 }, 'binding-invalid', /the "connection" 5/);
    refused({ queueName: undefined }, 'binding-invalid', /the "queueName" undefined/);
    refused({ queueName: 'a--b' }, 'binding-invalid', /3 to 63 letters/);
    refused({ queueName: 'to-{id}' }, 'binding-invalid', /Binding expressions in braces/);
  });

  test('can only be an output, but not of an orchestrator', () => {
    const outputs = (one: AppFunction) =>
      new QueueOutputs(accounts, new QueueSender(), queueSettings({})).open(one);
    const queue = { type: 'queue', queueName: 'work' };
    outputs(fn({ type: 'activityTrigger' }, { ...queue, direction: 'out' }));
    assert.throws(() => outputs(fn({ type: 'httpTrigger' }, queue)), /can only be an output/);
    const orchestrator = fn({ type: 'orchestrationTrigger' }, { ...queue, direction: 'out' });
    assert.throws(() => outputs(orchestrator), /Let an activity write it/);
  });

  test('without its setting puts only its function in error', async () => {
    const lacks = {
      ...fn({ type: 'queueTrigger', queueName: 'work', connection: 'Gone' }),
      name: 'g',
    };
    const app: FunctionApp = {
      directory: '.',
      functions: new FunctionMap().set('f', fn({ type: 'timerTrigger' })).set('g', lacks),
      invoke: () => Promise.reject(new Error('called')),
      close: () => Promise.resolve(),
    };
    const logged: LogEntry[] = [];
    const prepare = (one: AppFunction) => {
      if (one.trigger.type === 'queueTrigger') accounts.open(one.name, one.trigger);
    };
    const options = { strict: false, onLog: (entry: LogEntry) => logged.push(entry) };
    const usable = prepareFunctions(app, prepare, options);
    assert.deepEqual([...usable.functions.keys()], ['f']);
    assert.deepEqual(
      usable.unavailable?.map(({ name }) => name),
      ['g'],
    );
    assert.match(logged[0]?.message ?? '', /^The 'g' function is in error: .* the setting Gone/);
    await assert.rejects(usable.invoke('G', { triggerData: { value: null } }), /setting Gone/);
    const strict = { ...options, strict: true };
    assert.throws(() => prepareFunctions(app, prepare, strict), { code: 'setting-missing' });
  });
});
