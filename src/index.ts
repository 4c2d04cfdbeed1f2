import { app } from '@azure/functions';
import { settings } from './settings.ts';

// A wrong setting stops the start here, not the first alert.
settings();

// Without this, a body that is sent in chunks arrives empty.
app.setup({ enableHttpStream: true });

await import('./orchestrators/index.ts');
await import('./activities/index.ts');
await import('./triggers/index.ts');
await import('./timers/index.ts');
