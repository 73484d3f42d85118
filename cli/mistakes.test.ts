/**
 * Every mistake on the command line, in a module's making or in a token is one sentence, and exit code 2.
 */
import { describe, expect, test } from '@jest/globals';
import { encode } from '../conformance/token.js';
import { dispatch } from './dispatch.js';
import { EXIT } from './exit.js';
import { fakeTerminal } from './fake.js';
import { moduleOf } from './started.js';

const CLOSE = { stimuli: [{ do: 'close' }], reactions: [], keepOpen: false } as const;
const TOKEN = encode({ script: CLOSE, subject: 'reference' });

describe('one sentence, and exit code 2, for', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown command', ['rnu'], /^Unknown command 'rnu'; did you mean run\?$/],
    ['an unknown option', ['run', '--runz', '1'], /^Unknown option '--runz'; did you mean --runs\?$/],
    ['an option without a value', ['run', '--rule'], /argument missing\.$/],
    ['a number that is none', ['run', '--runs', 'many'], /^--runs must be a whole number from 0 to .*, not many\.$/],
    ['a time that is none', ['run', '--max-time', '0'], /^--max-time must be a number of seconds above 0/],
    [
      'a depth that is none',
      ['run', '--exhaustive', '0'],
      /^--exhaustive must be a whole number from 1 to 9, not 0\.$/,
    ],
    [
      'a depth that nobody would see the end of',
      ['run', '--exhaustive', '5'],
      /^--exhaustive 5 would be 575,837,346 scripts, more than 20,000,000; 4 is as deep as it goes, /,
    ],
    [
      'all scripts, and random ones',
      ['run', '--exhaustive', '2', '--runs', '7'],
      /^Option '--exhaustive <depth>' cannot be used with option '--runs <n>'\.$/,
    ],
    [
      'all scripts, and a seed',
      ['run', '--exhaustive', '2', '--seed', '7'],
      /^Option '--exhaustive <depth>' cannot be used with option '--seed <n>'\.$/,
    ],
    ...['-1', '101', 'all', '', '1e2'].map((text): [string, string[], RegExp] => [
      `a percentage that is none: ${text}`,
      ['run', `--coverage-threshold=${text}`],
      /^--coverage-threshold must be a number from 0 to 100, not .*\.$/,
    ]),
    ['an unknown profile', ['run', '--profile', 'dosc'], /^There is no profile dosc; the nearest is docs\.$/],
    ['an unknown level', ['run', '--level', 'shall'], /^There is no level shall; /],
    ['an unknown reporter', ['run', '--reporter', 'xml'], /^There is no reporter xml; the nearest is html\.$/],
    [
      'an unknown rule',
      ['run', '--rule', 'writelines-count'],
      /matches no rule; the nearest is flow-control\/writelines-counts/,
    ],
    ['an unknown rule to leave out', ['run', '--exclude-rule', 'zzz/*'], /^--exclude-rule zzz\/\* matches no rule; /],
    ['no rule left', ['run', '--rule', 'abort', '--exclude-rule', 'abort/*'], /leave no rule\.$/],
    [
      'an unknown rule to explain',
      ['explain', 'flow-control/writeline-counts'],
      /; the nearest is flow-control\/writelines-counts\.$/,
    ],
    [
      'an unknown subject',
      ['run', 'cpython-3.41'],
      /^There is no subject cpython-3\.41; the nearest are .*cpython-3\.14/,
    ],
    [
      'an unknown mutant',
      ['run', 'mutant:pauses-one-byte-erly'],
      /^There is no mutant pauses-one-byte-erly; the nearest is mutant:pauses-one-byte-early\.$/,
    ],
    ['no seed at all', ['selftest', '--seeds', '0'], /^--seeds must be a whole number from 1 to .*, not 0\.$/],
    ['a module that does not exist', ['run', './nowhere.ts'], /^There is no file \.\/nowhere\.ts: /],
    ['a module without a default', ['run', moduleOf('export const x = 1;')], / has no default export: /],
    [
      'a module with a wrong one',
      ['run', moduleOf('export default 42;')],
      /^The default export of .* is a number, not a subject: /,
    ],
    ['a module that does not parse', ['run', moduleOf('export default {')], / cannot be imported, /],
    ['a token of another version', ['replay', 'p2:abc'], /^The token is of version 2, /],
    ['a token that is cut short', ['replay', TOKEN.slice(0, -2)], /^The token was cut short or mistyped/],
    ['what is no token', ['replay', 'hello'], /^A replay token begins with p1:/],
    [
      'a token of a subject that is not built in',
      ['replay', encode({ script: CLOSE, subject: 'mine' })],
      /^The token is of mine, /,
    ],
    ['a token without a subject', ['replay', encode({ script: CLOSE })], /^The token names no subject: /],
    ['an unknown format', ['graph', '--as', 'png'], /^There is no format png; /],
    [
      'a picture of a walk',
      ['graph', '--explore', '--as', 'svg'],
      /^Option '--as <format>' cannot be used with .*explore'\.$/,
    ],
  ])('%s', async (_name, args, sentence) => {
    const terminal = fakeTerminal();
    expect(await dispatch(args, terminal, '0.0.0')).toBe(EXIT.usage);
    expect(terminal.outs).toEqual([]);
    const said = terminal.errs.join('').trimEnd();
    expect(said).toMatch(sentence);
    expect(said).not.toContain('\n');
  });
});
