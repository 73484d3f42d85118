import { describeConformance } from 'plimsoll/jest';
import transport from './my-transport';

describeConformance(transport, { runs: 50 });
