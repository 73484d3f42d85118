/**
 * The tests that need a browser: `npm run test:browser`. Apart from the others, which need nothing that is not in the package.
 *
 * @jest-config-loader esbuild-register
 */
import type { Config } from 'jest';

const config: Config = {
  roots: ['<rootDir>/inspector/browser'],
  globalSetup: '<rootDir>/test/build.ts',
  testMatch: ['**/*.browser.ts'],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.jest.json' }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testTimeout: 60_000,
  maxWorkers: 1,
};
export default config;
