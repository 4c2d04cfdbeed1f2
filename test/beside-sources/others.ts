import { runTogether } from '../support/run-together.ts';
import { unitTests } from '../support/unit-tests.ts';

runTogether(unitTests('{packages,lint,commands}', ['packages/local-host/**']).together);
