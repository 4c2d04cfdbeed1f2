import { app } from 'durable-functions';
import { settings } from '../settings.ts';
import { taskHub } from '../task-hub/management-api.ts';
import { purgeHistory, purgeSchedule } from './purge-history.ts';
import { reportFailed, reportSchedule } from './report-failed.ts';
import { sweepCaptures, sweepSchedule } from './sweep-captures.ts';

app.client.timer('sweepCaptures', {
  schedule: sweepSchedule(settings().sweepSeconds),
  handler: async (_, client, context) => sweepCaptures(client, context),
});

app.client.timer('purgeHistory', {
  schedule: purgeSchedule,
  handler: async (_, client, context) => purgeHistory(client, taskHub(context), context),
});

app.client.timer('reportFailed', {
  schedule: reportSchedule,
  handler: async (_, client, context) => reportFailed(client, taskHub(context), context),
});
