import { runTogether } from '../support/run-together.ts';
import { endToEndTests } from '../support/test-files.ts';

await runTogether(endToEndTests().others);
