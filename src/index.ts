import { app } from '@azure/functions';
import { settingNames, settings } from './settings.ts';
import { startTelemetry } from './telemetry/start-telemetry.ts';
import { unknownSettings } from './unknown-settings.ts';

// Read the settings now: an invalid one must stop the start, not the first alert.
settings();
for (const warning of unknownSettings(process.env, settingNames)) console.warn(warning);

// Without this, a body sent in chunks arrives empty.
app.setup({ enableHttpStream: true });

app.hook.appTerminate(await startTelemetry(process.env));

await import('./orchestrators/index.ts');
await import('./activities/index.ts');
await import('./triggers/index.ts');
await import('./timers/index.ts');
