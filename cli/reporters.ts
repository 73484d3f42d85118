/**
 * Where the parts of a run's report go, in the order in which they come. The words are conformance/report's.
 */
import { headerLine, resultLines, unjudgedLine, type Writer } from '../conformance/report/ndjson.js';
import { pretty } from '../conformance/report/pretty.js';
import { overviewLines } from '../conformance/report/summary.js';
import type { Report } from '../conformance/verdict.js';
import type { Candidate } from './subjects.js';
import type { Terminal } from './terminal.js';
import { complain } from './trouble.js';

export interface Reporter {
  /** A subject has been opened, and nothing of it judged. */
  begin(about: Pick<Report, 'subject' | 'options'>): void;
  report(report: Report, candidate: Candidate): void;
  /** There will be no report of this one: a sentence says why. */
  unjudged(candidate: Candidate, reason: string): void;
  end(exit: number): void;
}

export const REPORTERS = ['pretty', 'ndjson'] as const;
export type ReporterName = (typeof REPORTERS)[number];

export function reporter(name: ReporterName, terminal: Terminal, writer: Writer): Reporter {
  return name === 'pretty' ? prettyReporter(terminal) : ndjsonReporter(terminal, writer);
}

function prettyReporter(terminal: Terminal): Reporter {
  const { out, paper } = terminal;
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
    unjudged({ given }, reason) {
      total++;
      complain(`${given} was not judged: ${reason}`, terminal);
    },
    end(exit) {
      if (total > 1 && reports.length > 0) out(`\n${overviewLines(paper, reports, exit).join('\n')}\n`);
    },
  };
}

function ndjsonReporter(terminal: Terminal, writer: Writer): Reporter {
  const { out } = terminal;
  return {
    begin: (about) => out(headerLine(about, writer)),
    report: (report) => out(resultLines(report)),
    unjudged({ given }, reason) {
      out(unjudgedLine(given, reason));
      complain(`${given} was not judged: ${reason}`, terminal);
    },
    end: () => {},
  };
}
