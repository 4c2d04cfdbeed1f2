import { after } from 'node:test';
import { shareBrowser } from '../browser/chromium.ts';
import { runTogether } from '../support/run-together.ts';
import { endToEndTests } from '../support/test-files.ts';

after(shareBrowser());
await runTogether(endToEndTests().inBrowser);
