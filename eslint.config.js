import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { importsRule } from './infra/checks/import-rule.ts';

const house = { rules: { imports: importsRule } };
const tests = ['**/*.test.ts'];

const processEnv = {
  selector: `MemberExpression[object.name='process']:matches([property.name='env'], [property.value='env']), ImportDeclaration[source.value=/^(node:)?process$/]`,
  message: 'Settings are read in functions/_env alone: use setting() or optionalSetting().',
};
const doors = [
  {
    selector: 'TryStatement',
    message: 'A door has no try/catch: refusals are thrown, and its wrapper is the one error boundary.',
  },
  {
    selector: 'ImportDeclaration[source.value=/_env.log/]',
    message: 'A door has no log line: its wrapper logs a fault, once.',
  },
];

export default defineConfig(
  globalIgnores([
    'proto/gen/',
    'dist/',
    'coverage/',
    'web/build/',
    'web/.svelte-kit/',
    '.colophon/',
    '.serverless/',
    '.esbuild/',
    'infra/sample-site/content/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },

  {
    files: ['**/*.ts', '**/*.js', '**/*.svelte'],
    plugins: { house },
    languageOptions: { globals: globals.node },
    rules: {
      'house/imports': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-eval': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-constant-binary-expression': 'error',
      'no-self-compare': 'error',
      'no-unsafe-finally': 'error',
      'no-fallthrough': 'error',
    },
  },

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['vitest.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `rows[0]!` after a statement that always answers one row says just that.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Types of what comes from outside, events above all, promise more than a caller at a terminal keeps.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Parts are plain objects of functions here, handed on one by one; none of them knows a `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/require-await': 'off',
      // Code points are what a width or a length is counted in here.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
    },
  },

  {
    files: tests,
    rules: {
      // What a test expects is partly a matcher, which has no type; and it throws whatever somebody may throw.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // What a test runs in a page has the browser's types, which this program does not load.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/only-throw-error': 'off',
    },
  },

  {
    files: ['functions/**/*.ts'],
    ignores: ['functions/_env/**', ...tests],
    rules: { 'no-restricted-syntax': ['error', processEnv] },
  },
  {
    files: ['functions/[!_]*/**/*.ts'],
    ignores: ['functions/**/_*.ts', ...tests],
    rules: { 'no-restricted-syntax': ['error', processEnv, ...doors] },
  },

  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [svelte.configs['flat/recommended']],
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser } },
    rules: {
      // $props() is written with let, for Svelte reassigns.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // The site lies at the root of its address, and #lib/hrefs makes its links.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
);
