/**
 * Subjects of made-up traces, for tests of what the suite says about a dialect or a deviation. Nothing but a test imports
 * it: an honest harness shows the planted faults in their stead, which is just what no subject of one's own may do.
 */
import { ALL_CAPABILITIES, type Subject } from '../conformance/subject.js';

export function vouched(run: Subject['run'], harness: Subject): Subject {
  return {
    name: 'made',
    version: 'made for this test',
    capabilities: ALL_CAPABILITIES,
    async run(scripts) {
      const made = await run(scripts);
      if (!scripts.some(isPlanted)) return made;
      const shown = await harness.run(scripts);
      return made.map((result, i) => (isPlanted(scripts[i] as object) ? shown[i]! : result));
    },
  };
}

function isPlanted(script: object): boolean {
  return 'plant' in script;
}
