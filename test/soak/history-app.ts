import { app } from 'durable-functions';
import { taskHub } from '../../src/task-hub/management-api.ts';
import { purgeHistory, purgeSchedule } from '../../src/timers/purge-history.ts';
import '../../src/activities/index.ts';
import '../../src/orchestrators/index.ts';
import '../../src/triggers/index.ts';

/* The app without its other timers, which leave nothing in the task hub and would run every minute of a year. */

app.client.timer('purgeHistory', {
  schedule: purgeSchedule,
  handler: async (_, client, context) => purgeHistory(client, taskHub(context), context),
});
