import { describeConformance } from 'plimsoll/jest';
import transport from './my-transport.js';

describeConformance(transport, { runs: 50 });
