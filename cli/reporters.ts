/**
 * Where the parts of a run's report go, in the order in which they come: what people read in a terminal at once, all that
 * derives from the NDJSON at the end. The words are conformance/report's.
 */
import { derive, type DerivedFormat } from '../conformance/report/formats/index.js';
import { headerLine, resultLines, unjudgedLine, type Writer } from '../conformance/report/ndjson.js';
import type { Paper } from '../conformance/report/paper.js';
import { plain } from '../conformance/report/plain.js';
import { pretty } from '../conformance/report/pretty.js';
import { overviewLines } from '../conformance/report/summary.js';
import type { Report } from '../conformance/verdict.js';
import pc from 'picocolors';
import { withPretty, type Asked } from './report/asked.js';
import { checkFile, writeText } from './whole-file.js';
import type { Terminal } from './terminal.js';
import { complain } from './trouble.js';

/** What is reported on: its name, what must follow a token so that it is replayed on it, and what judged it. */
export interface About {
  readonly given: string;
  readonly again: string;
  readonly writer: Writer;
}

export interface Reporter {
  /** A subject has been opened, and nothing of it judged. */
  begin(report: Pick<Report, 'subject' | 'options'>, about: About): void;
  report(report: Report, about: About): void;
  /** There will be no report of this one: a sentence says why. */
  unjudged(about: Pick<About, 'given'>, reason: string): void;
  end(exit: number): void;
}

/** All that were asked for, as one. Throws a UsageError at once where a file cannot be written. */
export function reporters(asked: readonly Asked[], terminal: Terminal): Reporter {
  for (const { file } of asked) if (file !== null) checkFile(file);
  const all = withPretty(asked).map((one) => reporter(one, terminal));
  return {
    begin: (report, about) => all.forEach((one) => one.begin(report, about)),
    report: (report, about) => all.forEach((one) => one.report(report, about)),
    unjudged(about, reason) {
      all.forEach((one) => one.unjudged(about, reason));
      complain(`${about.given} was not judged: ${reason}`, terminal);
    },
    end: (exit) => all.forEach((one) => one.end(exit)),
  };
}

function reporter({ name, file }: Asked, terminal: Terminal): Reporter {
  if (name === 'pretty')
    return file === null ? prettyReporter(terminal.out, terminal.paper) : prettyFile(file, terminal);
  if (name === 'ndjson')
    return file === null ? ndjsonReporter(terminal.out) : collected((text) => writeText(file, text));
  return derived(name, file === null ? terminal.out : (text) => writeText(file, text));
}

function prettyReporter(out: (text: string) => void, paper: Paper): Reporter {
  const reports: Report[] = [];
  let total = 0;
  return {
    begin: () => {},
    report(report, { again }) {
      if (reports.length > 0) out('\n');
      reports.push(report);
      total++;
      out(pretty(report, paper, (token) => `npx plimsoll replay ${token} ${again}`.trimEnd()));
    },
    // Said on the errors' stream, for all.
    unjudged: () => void total++,
    end(exit) {
      if (total > 1 && reports.length > 0) out(`\n${overviewLines(paper, reports, exit).join('\n')}\n`);
    },
  };
}

/** Columns of a report that goes to a file. */
const WIDTH = 80;

/** As in a terminal of the usual width, without colours, and with the sentences that go to the errors' stream there. */
function prettyFile(file: string, { paper }: Terminal): Reporter {
  const parts: string[] = [];
  const inner = prettyReporter((text) => void parts.push(text), {
    ...paper,
    width: WIDTH,
    colors: pc.createColors(false),
  });
  return {
    ...inner,
    unjudged(about, reason) {
      inner.unjudged(about, reason);
      parts.push(`${plain(`${about.given} was not judged: ${reason}`)}\n`);
    },
    end(exit) {
      inner.end(exit);
      writeText(file, parts.join(''));
    },
  };
}

function ndjsonReporter(out: (text: string) => void): Reporter {
  return {
    begin: (report, { again, writer }) => out(headerLine(report, { ...writer, again })),
    report: (report) => out(resultLines(report)),
    unjudged: ({ given }, reason) => out(unjudgedLine(given, reason)),
    end: () => {},
  };
}

function derived(format: DerivedFormat, write: (text: string) => void): Reporter {
  return collected((ndjson) => write(derive(ndjson, format)));
}

/** A header whose subject was then not judged after all is left out: the NDJSON of a whole run has one account of each. */
function collected(write: (ndjson: string) => void): Reporter {
  const parts: string[] = [];
  let header = '';
  const inner = ndjsonReporter((text) => void parts.push(text));
  return {
    begin(report, { again, writer }) {
      header = headerLine(report, { ...writer, again });
    },
    report(report, about) {
      parts.push(header);
      inner.report(report, about);
    },
    unjudged: inner.unjudged,
    end: () => write(parts.join('')),
  };
}
