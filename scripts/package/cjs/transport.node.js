const { before, describe, it } = require('node:test');
const { describeConformance } = require('plimsoll/testing');

describeConformance({ describe, it, before }, './cjs/my-transport.ts', { runs: 50 });
