/**
 * Mutation testing of the oracle, the rules and the machine: `npm run mutation`. What it means and what survives is told
 * in docs/mutation.md; how a mutant is run, in scripts/mutation/.
 */
export default {
  testRunner: 'checks',
  plugins: ['./scripts/mutation/runner.mjs', './scripts/mutation/prose.mjs', './scripts/mutation/score.mjs'],
  ignorers: ['words'],
  mutate: [
    'conformance/{oracle,knowledge,answers,chunks,judge,facts,cursor,classify,jointly,refuses}.ts',
    'conformance/rules/*.ts',
    'machines/{chart,guards,effects,table,ledger,sizes,events,model,context,pattern}.ts',
    // Words alone.
    '!conformance/rules/say.ts',
    '!**/*.test.ts',
  ],
  coverageAnalysis: 'perTest',
  reporters: ['score', 'json'],
  jsonReporter: { fileName: 'reports/mutation.json' },
  // The runner itself stops what hangs: by counting, not by the clock.
  timeoutMS: 600_000,
  // The reporter `score` fails what is below `low`, part by part. Stryker itself would count what no check reaches of all
  // mutants, and what is killed of the sample alone.
  thresholds: { high: 95, low: 85, break: null },
  ignorePatterns: ['dist', 'docs', 'reports', 'subjects/cpython'],
  tempDirName: '.stryker-tmp',
  // Nobody compiles the mutants: what a type forbids is a mutant all the same.
  checkers: [],
  disableTypeChecks: false,
};
