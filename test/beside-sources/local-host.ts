import { runTogether } from '../support/run-together.ts';
import { unitTests } from '../support/unit-tests.ts';

runTogether(unitTests('packages/local-host').together);
