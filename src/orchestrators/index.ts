import { app } from 'durable-functions';
import { captureOnAlert } from './capture-on-alert.ts';
import { captureOutcomes } from '../limit/outcomes-entity.ts';
import { captureSlots } from '../limit/slots-entity.ts';
import { captureMachine } from './capture-machine.ts';
import { finishCapture } from './finish-capture.ts';
import { deliverReport } from './deliver.ts';
import { reportCaptures } from './report-captures.ts';

app.orchestration('captureOnAlert', captureOnAlert);
app.orchestration('captureMachine', captureMachine);
app.orchestration('deliverReport', deliverReport);
app.orchestration('finishCapture', finishCapture);
app.orchestration('reportCaptures', reportCaptures);
app.entity('captureSlots', captureSlots);
app.entity('captureOutcomes', captureOutcomes);
