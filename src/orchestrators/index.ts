import { app } from 'durable-functions';
import { captureOnAlert } from './capture-on-alert.ts';
import { captureSlots } from './capture-slots-entity.ts';
import { captureTarget } from './capture-target.ts';
import { finishCapture } from './finish-capture.ts';
import { deliverReport } from './deliver.ts';

app.orchestration('captureOnAlert', captureOnAlert);
app.orchestration('captureTarget', captureTarget);
app.orchestration('deliverReport', deliverReport);
app.orchestration('finishCapture', finishCapture);
app.entity('captureSlots', captureSlots);
