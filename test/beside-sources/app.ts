import { runTogether } from '../support/run-together.ts';
import { testFiles } from '../support/test-files.ts';

await runTogether(testFiles('src').together);
