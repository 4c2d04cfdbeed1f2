import { runTogether } from '../support/run-together.ts';
import { endToEndTests } from '../support/test-files.ts';

// Every third file.
runTogether(endToEndTests().others.filter((_, index) => index % 3 === 0));
