import { defineConfig } from 'eslint/config';
import typescript from 'typescript-eslint';
import { downwardImports, noBarrels } from './scripts/floors.mjs';

const projects = ['tsconfig.json', 'engine/report/print/tsconfig.json', 'engine/node/tsconfig.json', 'extension/tsconfig.json', 'extension/tsconfig.node.json', 'renderers/tsconfig.json', 'test/tsconfig.json', 'test/host/tsconfig.json', 'scripts/tsconfig.json'];

const htmlFromStrings = ['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map(property => ({ property, message: 'User strings are text, never HTML.' }));

/** What types alone do not find. */
const mistakes = ['no-cond-assign', 'no-constant-binary-expression', 'no-constant-condition', 'no-control-regex', 'no-debugger', 'no-dupe-else-if', 'no-empty', 'no-misleading-character-class', 'no-prototype-builtins', 'no-self-assign', 'no-self-compare', 'no-sparse-arrays', 'no-template-curly-in-string', 'no-unmodified-loop-condition', 'no-unsafe-finally', 'no-useless-escape', 'use-isnan'];

export default defineConfig(
  { ignores: ['dist/', 'out-test/', 'coverage/', 'test-results/', 'engine/language/syntax/generated/', 'engine/linalg/assembly/'] },
  typescript.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions: { project: projects, tsconfigRootDir: import.meta.dirname } } },
  {
    plugins: { house: { rules: { 'downward-imports': downwardImports, 'no-barrels': noBarrels } } },
    rules: {
      ...Object.fromEntries(mistakes.map(rule => [rule, 'error'])),
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-param-reassign': ['error', { props: false }],
      'no-restricted-properties': ['error', ...htmlFromStrings],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-redundant-type-constituents': 'off', // `'Inf' | string` says more than `string`
      '@typescript-eslint/no-shadow': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'house/downward-imports': 'error',
      'house/no-barrels': 'error',
    },
  },
  {
    // JSON that is read, and types in comments: the compiler checks these files, but much in them is `any`.
    files: ['**/*.mjs', '*.js'],
    rules: Object.fromEntries(['argument', 'assignment', 'call', 'member-access', 'return'].map(what => [`@typescript-eslint/no-unsafe-${what}`, 'off'])),
  },
  {
    files: ['engine/**', 'extension/**', 'renderers/**', 'test/**'],
    ignores: ['**/*.config.ts'],
    rules: { 'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' }] },
  },
);
