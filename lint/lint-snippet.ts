import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/** The project's configuration without type-aware rules, since a snippet is not part of a program. */
const eslint = new ESLint({
  overrideConfig: { files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked },
});

/**
 * Lints `code` as the content of `path` (from the repository's root). The file need not exist.
 * Returns the findings as `rule: message`.
 */
export async function lintSnippet(path: string, code: string): Promise<string[]> {
  const results = await eslint.lintText(code, { filePath: path });
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message }) => `${ruleId ?? 'error'}: ${message}`),
  );
}
