import { shareBrowser } from '../browser/chromium.ts';
import { shareStack } from '../browser/page-fixture.ts';
import { runTogether } from '../support/run-together.ts';
import { endToEndTests } from '../support/test-files.ts';

// Not hooks of the root: the runner would call them after the first file.
const closeBrowser = shareBrowser();
const stopStack = shareStack();
await runTogether(endToEndTests().inBrowser);
await closeBrowser();
await stopStack();
