import { describeConformance } from 'plimsoll/testing';
import { beforeAll, describe, it } from 'vitest';
import transport from './my-transport.js';

describeConformance({ describe, it, beforeAll }, transport, { runs: 50 });
