/** That no cell, state x stimulus, is without a rule that gates: what nobody speaks of, nobody keeps. */
import { describe, expect, test } from '@jest/globals';
import { STIMULI } from '../../machines/alphabet.js';
import { dialect } from '../../machines/choices.js';
import { runModel } from '../../machines/model.js';
import { RULES } from '../rules/index.js';
import { cellsPage, particular, speakingEverywhere } from './cells-page.js';
import { everyCell, findSpeakers, nameOf, SpeakerFinder } from './cells.js';

const speakers = findSpeakers(runModel);

test('every cell is reached', () => {
  expect(
    everyCell()
      .map(nameOf)
      .filter((name) => !speakers.has(name)),
  ).toEqual([]);
});

describe('in every cell', () => {
  test('some rule speaks that gates, beside those that speak everywhere', () => {
    const everywhere = speakingEverywhere(speakers);
    const silent = everyCell()
      .map(nameOf)
      .filter((name) => particular(speakers, name, everywhere).every(({ level }) => level === 'MAY'));
    expect(silent).toEqual([]);
  });

  test('some rule of level MUST speaks', () => {
    const weak = everyCell()
      .map(nameOf)
      .filter((name) => ![...(speakers.get(name) ?? [])].some(({ level }) => level === 'MUST'));
    expect(weak).toEqual([]);
  });
});

test('every rule speaks in some cell', () => {
  const speaking = new Set([...speakers.values()].flatMap((rules) => [...rules]));
  expect(RULES.filter((rule) => !speaking.has(rule)).map(({ id }) => id)).toEqual([]);
});

test('the page has a table for each stimulus, and no cell of it is silent', () => {
  const page = cellsPage(speakers);
  for (const stimulus of STIMULI) expect(page).toContain(`## ${stimulus}\n\n| Rule`);
  expect(page.match(/ \d+ \+ \d+ /g)).toHaveLength(everyCell().length);
  expect(page).not.toContain(' 0 + 0 ');
});

test('a cell without a rule would show', () => {
  const finder = new SpeakerFinder(RULES.filter(({ id }) => id.startsWith('eof/')));
  for (const { given } of RULES) finder.listen(runModel(given, dialect()));
  expect(particular(finder.found, 'lost x none x write_eof')).not.toEqual([]);
  expect(particular(finder.found, 'lost x none x close')).toEqual([]);
});
