import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

/**
 * The modules that the files of a folder import at run time, directly or indirectly, including the
 * files themselves. Excludes unit tests, packages and `import type`.
 *
 * @param folder path from `root`
 * @returns paths from `root`, with `/`
 */
export function runTimeImports(folder: string, root: string): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const specifier of specifiersOf(readFileSync(join(root, file), 'utf8'))) {
      if (specifier.startsWith('.')) visit(posix.join(dirname(file), specifier));
    }
  };
  for (const file of globSync(`${folder}/**/*.ts`, { cwd: root })) {
    if (!file.endsWith('.test.ts')) visit(file.replaceAll('\\', '/'));
  }
  return [...found].sort();
}

function specifiersOf(code: string): string[] {
  const { statements } = ts.createSourceFile('module.ts', code, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    const isErased = ts.isImportDeclaration(statement)
      ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      : !ts.isExportDeclaration(statement) || statement.isTypeOnly;
    if (isErased) return [];
    const { moduleSpecifier } = statement as ts.ImportDeclaration | ts.ExportDeclaration;
    return moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? [moduleSpecifier.text] : [];
  });
}
