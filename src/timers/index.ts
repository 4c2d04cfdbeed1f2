import { app } from 'durable-functions';
import { settings } from '../settings.ts';
import { sweepCaptures, sweepSchedule } from './sweep-captures.ts';

app.client.timer('sweepCaptures', {
  schedule: sweepSchedule(settings().sweepSeconds),
  handler: async (_, client, context) => sweepCaptures(client, context),
});
