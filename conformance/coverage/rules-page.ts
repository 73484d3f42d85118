/**
 * docs/rules.md, the catalogue for people, and the short table of it that the README shows.
 * Reads rules as data; never calls them.
 */
import { scriptLines } from '../report/notation.js';
import { CHAPTERS, LEVELS, type Chapter, type Level, type Rule } from '../rule.js';
import { RULES } from '../rules/index.js';
import { clauseLink, GENERATED, headingAnchor, ruleLink, table } from './markdown.js';

const HEAD = `# The rules

Each rule says what must hold, why anyone needs it, and where the documentation has it; and it brings a script of its own.
MUST: the documentation promises it. SHOULD: it is not written down, but implementations mean to do it, and users rely on it. MAY: advice.
\`plimsoll explain <rule>\` shows one of them, \`plimsoll run --rule <glob>\` runs some.`;

/** docs/rules.md, whole. */
export function rulesPage(rules: readonly Rule[] = RULES): string {
  const chapters = CHAPTERS.map((chapter) => ({
    chapter,
    own: rules.filter(({ id }) => id.startsWith(`${chapter}/`)),
  }));
  const contents = table(
    ['Chapter', 'What it is about', ...LEVELS],
    chapters.map(({ chapter, own }) => [
      `[${chapter}](#${headingAnchor(chapter)})`,
      ABOUT[chapter],
      ...LEVELS.map((level) => `${countOf(own, level)}`),
    ]),
  );
  const sections = chapters.flatMap(({ chapter, own }) => [`## ${chapter}`, ABOUT[chapter], ...own.map(section)]);
  return `${[GENERATED, HEAD, contents, ...sections].join('\n\n')}\n`;
}

/** The compact table: id, level and statement. Links are as seen from the top of the repository. */
export function rulesTable(rules: readonly Rule[] = RULES): string {
  return table(
    ['Rule', 'Level', 'Statement'],
    rules.map(({ id, level, statement }) => [ruleLink(id, 'docs/'), level, statement]),
  );
}

const ABOUT: { readonly [C in Chapter]: string } = {
  limits: 'What set_write_buffer_limits() takes, refuses and leaves alone.',
  'flow-control': 'When pause_writing() and resume_writing() come, and when they do not.',
  buffer: 'What is accepted, what the size counts, and what reaches the peer.',
  closing: 'close(), what is flushed after it, and is_closing().',
  abort: 'abort(), which waits for nothing and loses what is buffered.',
  eof: 'write_eof() and can_write_eof(): ending one side alone.',
  lifecycle: 'connection_made() first, connection_lost() last, and what lies between.',
  reentrancy: 'Calls inside callbacks, and callbacks that raise.',
  robustness: 'No error of its own, no spinning loop, no silence.',
};

function section({ id, level, clause, statement, intent, given }: Rule): string {
  const [first = [], ...rest] = scriptLines(given);
  const script = [first.map(code).join(' · '), ...rest.map((pieces) => `- ${pieces.map(code).join(' · ')}`)];
  return [
    `### ${id}`,
    `**${level}** ${clauseLink(clause)}`,
    statement,
    `_Intent:_ ${intent}`,
    `_Script:_ ${script[0]}`,
    ...(rest.length === 0 ? [] : [script.slice(1).join('\n')]),
  ].join('\n\n');
}

function countOf(rules: readonly Rule[], level: Level): number {
  return rules.filter((rule) => rule.level === level).length;
}

function code(text: string): string {
  return `\`${text}\``;
}
