/**
 * The comment at the top of a program for the other side: what was done, what the documents promise, what is seen instead,
 * and how the program ends. Lines of text without any comment signs; safe against whatever a subject calls itself.
 */
import type { Script } from '../../machines/alphabet.js';
import type { Failure } from '../rule.js';
import { urlOf } from '../report/finding.js';
import { scriptLines } from '../report/notation.js';
import { counted } from '../report/paper.js';
import { plain } from '../report/plain.js';

export interface About {
  readonly version: string;
  /** Each was run on a connection of its own. */
  readonly scripts: readonly Script[];
  readonly failures: readonly Failure[];
  /** What the program stands on, as a sentence; null where that is plain from the program. */
  readonly note: string | null;
}

const WIDTH = 96;
const LABEL = 10;

export function headOf({ version, scripts, failures, note }: About): string[] {
  const [first, ...others] = failures as readonly [Failure, ...Failure[]];
  const done = scripts.map((script) =>
    scriptLines(script)
      .map((pieces) => pieces.join(', then '))
      .join('; '),
  );
  return [
    ...wrapped(first.rule.statement, ''),
    '',
    ...field('Done', done.join('; and on another connection: ')),
    ...field('Expected', first.expected),
    ...field('Seen', first.seen),
    ...field('On', version),
    ...field('Promised', urlOf(first.rule.clause)),
    ...(others.length === 0
      ? []
      : field(
          'Also',
          `${counted(others.length, 'other promise')} broken at the same step: ${others.map(also).join('; ')}`,
        )),
    '',
    ...(note === null ? [] : wrapped(note, '')),
    ...wrapped('Exits 1 where this is seen, 0 where it is not, and 2 where it could not be tried.', ''),
  ];
}

function also({ rule }: Failure): string {
  return rule.statement.replace(/\.$/, '');
}

function field(label: string, text: string): string[] {
  return wrapped(plain(text), `${label}:`.padEnd(LABEL));
}

/** Later lines stand under the text; a word that is too long stays whole. */
function wrapped(text: string, label: string): string[] {
  const lines: string[] = [];
  let line = label;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat(label.length);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
