import { app } from 'durable-functions';
import { captureOnAlert } from './capture-on-alert.ts';
import { captureSlots } from './capture-slots-entity.ts';
import { captureTarget } from './capture-target.ts';

app.orchestration('captureOnAlert', captureOnAlert);
app.orchestration('captureTarget', captureTarget);
app.entity('captureSlots', captureSlots);
