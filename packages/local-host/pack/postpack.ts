import { renameSync } from 'node:fs';
import { join } from 'node:path';

// npm runs this after it has packed. See prepack.ts.
const root = join(import.meta.dirname, '..');
renameSync(join(root, '.workspace-package.json'), join(root, 'package.json'));
