/**
 * `plimsoll smoke`: checks an agent step by step, and says what is wrong with it and how to mend it. It judges no
 * transport; that is `plimsoll run`.
 */
import { counted, paragraph } from '../conformance/report/paper.js';
import { plain } from '../conformance/report/plain.js';
import { quoted } from '../subjects/process/agent.js';
import { DEADLINES } from '../subjects/process/index.js';
import type { Deadlines } from '../subjects/process/round.js';
import { deadlinesOf, type AgentCommand, type AgentFlags } from './agent.js';
import { EXIT, type Exit } from './exit.js';
import { shellWord } from './shell.js';
import { CHECKS, type Bench } from './smoke/checks.js';
import { bad, findingLines, good, skipped, type Finding } from './smoke/finding.js';
import { readGreeting } from './smoke/hello.js';
import { Session } from './smoke/session.js';
import type { Terminal } from './terminal.js';

export async function smoke(command: AgentCommand, flags: AgentFlags, terminal: Terminal): Promise<Exit> {
  const { out, paper } = terminal;
  const words = command.map(shellWord).join(' ');
  const deadlines = { ...DEADLINES, ...deadlinesOf(flags) };
  const findings: Finding[] = [];
  const sessions: Session[] = [];
  const say = (found: readonly Finding[]): void => {
    if (findings.length === 0) out(`${paragraph(paper, paper.colors.bold(plain(words)), 0).join('\n')}\n\n`);
    findings.push(...found);
    for (const one of found) out(`${findingLines(paper, one).join('\n')}\n`);
  };
  try {
    const first = new Session({ command }, deadlines);
    sessions.push(first);
    const { found, capabilities } = await greet(first, deadlines);
    say(found);
    if (capabilities === null) say([skipped('All else was not tried: it needs a hello.')]);
    else await checkAll(bench({ command, deadlines, capabilities, sessions }), sessions, say);
  } finally {
    for (const { child } of sessions) child.kill('is not needed any more');
  }
  const wrong = findings.filter(({ mark }) => mark === 'bad').length;
  out(`\n${paragraph(paper, lastWords(terminal, wrong, words), 0).join('\n')}\n`);
  return wrong === 0 ? EXIT.conforms : EXIT.doesNot;
}

interface Errand {
  readonly command: AgentCommand;
  readonly deadlines: Deadlines;
  readonly capabilities: readonly string[];
  readonly sessions: Session[];
}

async function greet(session: Session, deadlines: Deadlines) {
  const heard = await session.hello();
  if (session.child.mistake !== null) throw session.child.mistake;
  if ('line' in heard) {
    const { hello, findings } = readGreeting(heard.line);
    return { found: [good('It starts.'), ...findings], capabilities: hello?.capabilities ?? null };
  }
  const { stderr, rest } = session.child;
  const first = stderr.trim() === '' ? 'Read' : 'See to what it says on stderr. It has to read';
  const mend = `${first} a line from stdin, and answer hello with hello: docs/protocol.md shows a whole exchange.`;
  if ('gone' in heard) return { found: [bad(`It ${heard.gone} before its hello.`, mend, stderr)], capabilities: null };
  const half = rest === '' ? '' : ` It began ${quoted(rest)}: does the line end, and was it flushed?`;
  const text = `It said no hello within ${deadlines.batch / 1000} s.${half}`;
  return { found: [bad(text, mend, stderr)], capabilities: null };
}

/** One agent for all checks, as long as it lives. */
function bench({ command, deadlines, capabilities, sessions }: Errand): Bench {
  return {
    capabilities,
    async session() {
      const last = sessions.at(-1) as Session;
      if (!last.isOver) return last;
      const fresh = new Session({ command }, deadlines);
      sessions.push(fresh);
      await fresh.greeted();
      return fresh;
    },
  };
}

async function checkAll(bench: Bench, sessions: readonly Session[], say: (found: readonly Finding[]) => void) {
  for (const check of CHECKS) {
    const found = await check(bench);
    say(found.filter((one) => one !== null));
    if (!found.includes(null)) continue;
    say([skipped('All else was not tried: mend this first.')]);
    break;
  }
  const strays = sessions.flatMap((session) => session.strays);
  const [first] = strays;
  if (first === undefined) return say([good('Nothing but messages came on stdout.')]);
  const more = strays.length === 1 ? '' : ` There were ${counted(strays.length, 'such line')}.`;
  say([
    bad(
      `It wrote ${quoted(first.line)} to stdout, which ${first.why}.${more}`,
      'Keep stdout for messages: duplicate descriptor 1 at the start, and point 1 at stderr, so that nothing that the ' +
        'program or its libraries print comes between.',
    ),
  ]);
}

function lastWords({ paper: { colors } }: Terminal, wrong: number, words: string): string {
  if (wrong > 0) return `${colors.red('✗')} ${colors.bold(`${counted(wrong, 'thing')} to mend.`)} Exit code 1.`;
  return (
    `${colors.green('✓')} ${colors.bold('The agent does as it should.')} What it drives is judged by ` +
    `\`plimsoll run -- ${plain(words)}\`. Exit code 0.`
  );
}
