/**
 * How the tests run: sources as they are, compiled to CommonJS one file at a time. Types are `npm run typecheck`'s.
 *
 * @jest-config-loader esbuild-register
 */
import type { Config } from 'jest';

const config: Config = {
  roots: [
    '<rootDir>/machines',
    '<rootDir>/conformance',
    '<rootDir>/properties',
    '<rootDir>/subjects',
    '<rootDir>/cli',
    '<rootDir>/testing',
    '<rootDir>/monitor',
    '<rootDir>/inspector',
    '<rootDir>/scripts',
    '<rootDir>/test',
  ],
  globalSetup: '<rootDir>/test/build.ts',
  testMatch: ['**/*.test.ts'],
  // Tests of the projects that `npm run package` makes.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/scripts/package/'],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.jest.json' }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  maxWorkers: 2,
  // Guards against what hangs, and nothing else: a machine that is busy may take its time.
  testTimeout: 120_000,
};
export default config;
