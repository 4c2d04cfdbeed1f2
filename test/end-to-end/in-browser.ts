import { shareBrowser } from '../browser/chromium.ts';
import { runTogether } from '../support/run-together.ts';
import { endToEndTests } from '../support/test-files.ts';

// Not a hook of the root: the runner would call it after the first file.
const closeBrowser = shareBrowser();
await runTogether(endToEndTests().inBrowser);
await closeBrowser();
