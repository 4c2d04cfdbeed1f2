import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/** The project's own configuration, less the rules that need types: a snippet belongs to no program. */
const eslint = new ESLint({
  overrideConfig: { files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked },
});

/**
 * Lints `code` as if it stood in `path` (from the repository's root), which need not exist.
 * Gives what was found, as `rule: message`.
 */
export async function lintSnippet(path: string, code: string): Promise<string[]> {
  const results = await eslint.lintText(code, { filePath: path });
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message }) => `${ruleId ?? 'error'}: ${message}`),
  );
}
