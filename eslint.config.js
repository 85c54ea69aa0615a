import eslint from '@eslint/js';
import next from '@next/eslint-plugin-next';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { folders, forbiddenPackages, forbiddenRooms, ioModules, rooms } from './rooms.js';

const typescript = ['**/*.ts', '**/*.tsx'];

export default tseslint.config(
  {
    ignores: ['.next/', 'data/', 'lib/db/generated/', 'next-env.d.ts', 'test-results/', 'playwright-report/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  eslint.configs.recommended,
  {
    files: typescript,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      // A function that has to be async for its type need not wait for anything.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 350, skipBlankLines: false, skipComments: false }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'The environment is read in one place: lib/env.' },
      ],
    },
  },
  {
    files: ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks, '@next/next': next },
    rules: {
      // The other rules of the plugin are those of React's compiler, which isn't used here, and take 5 s.
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      ...asErrors(next.configs['core-web-vitals'].rules),
    },
  },
  {
    files: ['lib/env/**/*.ts', 'bin/**/*.ts', 'e2e/**/*.ts', 'bench/**/*.ts', '*.config.ts', '**/*.test.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: [
      'lib/cli/**/*.ts',
      'lib/runtime/**/*.ts',
      'bin/**/*.ts',
      'bench/**/*.ts',
      'e2e/support/**/*.ts',
      'prisma/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['e2e/**/*.ts'],
    // Playwright's fixtures take their dependencies from the pattern, even where there are none.
    rules: { 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: {
        URL: 'readonly',
        process: 'readonly',
        console: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
  },
  ...Object.entries(rooms).map(([room, { pure }]) => walls(`lib/${room}`, room, pure)),
  ...Object.keys(folders).map((folder) => walls(folder, folder)),
);

/** The walls of one room, for the editor; .dependency-cruiser.js checks the same on resolved paths. */
function walls(folder, room, pure = false) {
  const foreign = forbiddenRooms(room);
  const packages = forbiddenPackages(room);
  const foreignFolders = Object.keys(folders).filter(
    (f) => f !== room && !folders[room]?.folders.includes(f),
  );
  // By the names that imports across rooms go by. A relative path that leads there is for .dependency-cruiser.js, which
  // resolves it: `../http/` in a subfolder of a room may be that room's own.
  const patterns = [
    restrict(`^@/(${foreignFolders.join('|')})/`, `${room} must not import that folder: rooms.js`),
    ...(foreign.length
      ? [restrict(`^(#lib|@/lib)/(${foreign.join('|')})/`, `${room} must not import that room: rooms.js`)]
      : []),
    ...(packages.length
      ? [restrict(`^(${packages.join('|')})(/|$)`, `${room} must not use that package: rooms.js`)]
      : []),
    ...(pure ? [restrict(`^node:(${ioModules.join('|')})(/|$)`, `${room} is pure: no I/O`)] : []),
  ];
  return {
    files: [`${folder}/**/*.{ts,tsx}`],
    ignores: ['**/*.test.ts', '**/*.test.tsx'],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

function restrict(regex, message) {
  return { regex, message };
}

function asErrors(rules) {
  return Object.fromEntries(
    Object.entries(rules).map(([name, level]) => [name, level === 'warn' ? 'error' : level]),
  );
}
