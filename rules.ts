/**
 * `plimsoll/rules`: the catalogue of rules, and the judge that holds a trace against them. Only re-exports.
 */
export { Judge } from './conformance/judge.js';
export { refuses } from './conformance/refuses.js';
export { CHAPTERS, LEVELS, type Chapter, type Failure, type Level, type Rule } from './conformance/rule.js';
export { RULES } from './conformance/rules/index.js';
export { urlOf } from './conformance/report/finding.js';
