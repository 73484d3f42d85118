/**
 * `plimsoll report`: reads NDJSON reports and tells them again, as the run's own reporters would have. Judges nothing; the
 * exit code is that of what was read.
 */
import { exitOf } from '../../conformance/report/formats/standing.js';
import { readAccounts, ReportError, type Account } from '../../conformance/report/read.js';
import { UsageError } from '../../subjects/usage.js';
import type { Exit } from '../exit.js';
import { reporters } from '../reporters.js';
import type { Terminal } from '../terminal.js';
import type { ReportFlags } from './command.js';
import { readText } from '../whole-file.js';

const WHAT = 'NDJSON that `plimsoll run --reporter ndjson=file` wrote';

export async function report(files: readonly string[], { as = [] }: ReportFlags, terminal: Terminal): Promise<Exit> {
  const accounts = files.flatMap(accountsOf);
  return tellAgain(accounts, as, terminal);
}

/** Each account to each of the reporters. */
function tellAgain(accounts: readonly Account[], as: ReportFlags['as'] & object, terminal: Terminal): Exit {
  const exit = exitOf(accounts);
  // Each account says itself what wrote it.
  const said = reporters(as, terminal);
  for (const { report, writer, unjudged } of accounts) {
    if (report === undefined) said.unjudged({ given: unjudged.subject }, unjudged.reason);
    else {
      const about = { given: report.subject.name, again: writer.again ?? '', writer };
      said.begin(report, about);
      said.report(report, about);
    }
  }
  said.end(exit);
  return exit;
}

function accountsOf(file: string): readonly Account[] {
  const text = readText(file, WHAT);
  try {
    return readAccounts(text);
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
