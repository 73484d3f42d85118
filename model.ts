/**
 * `plimsoll/model`: the contract as data and as a machine: alphabet, choices, statechart, model, oracle. Only re-exports.
 */
export * from './machines/alphabet.js';
export {
  allowed,
  CHOICE_NAMES,
  CHOICES,
  completed,
  dialect,
  PROFILE_NAMES,
  PROFILES,
  type Choice,
  type ChoiceName,
  type Dialect,
  type Profile,
  type ProfileName,
} from './machines/choices.js';
export { CHART } from './machines/chart.js';
export { machine } from './machines/machine.js';
export { runModel, type ModelOptions } from './machines/model.js';
export { consult, possibleIn, type Opinion, type Possible } from './conformance/oracle.js';
