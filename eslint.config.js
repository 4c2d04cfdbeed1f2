import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import { boundariesRule } from './lint/boundaries.ts';
import { determinism } from './lint/determinism.ts';
import { fileNames } from './lint/file-names.ts';
import { runTimeImports } from './lint/run-time-imports.ts';

export default defineConfig(
  globalIgnores(['**/dist/', '**/fixtures/', '.state/', '.stryker-tmp/', 'coverage/']),
  {
    files: ['**/*.ts', '**/*.js'],
    extends: [js.configs.recommended],
    plugins: {
      local: { rules: { boundaries: boundariesRule, 'file-names': fileNames } },
      regexp,
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'local/boundaries': 'error',
      'local/file-names': 'error',
      'max-lines': ['error', 400],
      // A text of a caller must not keep the host busy.
      'regexp/no-super-linear-backtracking': 'error',
      'regexp/no-super-linear-move': ['error', { ignoreSticky: true }],
      'no-undef': 'off', // TypeScript's own check is better
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      // An interface or a callback's type may ask for a promise where there is nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.test.ts'],
    // What is absent against expectation fails the test there and then.
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // What an orchestrator imports is replayed with it.
    files: [
      'src/orchestrators/**/*.ts',
      ...runTimeImports('src/orchestrators', import.meta.dirname),
    ],
    ignores: ['**/*.test.ts'],
    rules: determinism,
  },
);
