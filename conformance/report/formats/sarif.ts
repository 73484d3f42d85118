/**
 * A run as SARIF 2.1.0, for code scanning: a run for each subject, its rules, and a result for each that is not kept or
 * could not be judged. A transport at work has no line of source, so a place is the name of the subject.
 */
import type { Log, ReportingDescriptor, Result, Run } from 'sarif';
import { urlOf } from '../finding.js';
import { plain, plainJson } from '../plain.js';
import type { Account } from '../read.js';
import type { RuleResult } from '../../verdict.js';
import {
  amissIn,
  detail,
  EVIDENCE,
  evidenceAgainst,
  excuse,
  standingOf,
  type Amiss,
  type Standing,
} from './standing.js';

export function sarif(accounts: readonly Account[]): string {
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: accounts.map(runOf),
  };
  return `${JSON.stringify(log, null, 2).split('\n').map(plainJson).join('\n')}\n`;
}

function runOf(account: Account): Run {
  if (account.report === undefined) {
    const { subject, reason } = account.unjudged;
    return {
      tool: { driver: { name: 'Plimsoll', rules: [EVIDENCE_RULE] } },
      automationDetails: { id: `plimsoll/${plain(subject)}` },
      invocations: [{ executionSuccessful: false, exitCode: 3 }],
      results: [resultOfEvidence(subject, plain(reason, 2_000), 0)],
    };
  }
  const { report, writer } = account;
  const { subject, rules, exit } = report;
  const against = evidenceAgainst(report);
  return {
    tool: {
      driver: {
        name: 'Plimsoll',
        semanticVersion: writer.plimsoll,
        rules: [...rules.map(descriptorOf), EVIDENCE_RULE, BASELINE_RULE],
      },
    },
    automationDetails: { id: `plimsoll/${plain(subject.name)}` },
    invocations: [{ executionSuccessful: exit !== 3, exitCode: exit }],
    results: [
      ...rules.flatMap((result, index) => {
        const standing = standingOf(result);
        return standing === 'pass' ? [] : [resultOf(subject.name, result, standing, index, writer.again)];
      }),
      ...(against === null ? [] : [resultOfEvidence(subject.name, against, rules.length)]),
      ...amissIn(report).map((amiss) => resultOfBaseline(amiss, rules.length + 1)),
    ],
  };
}

const EVIDENCE_RULE: ReportingDescriptor = {
  id: 'plimsoll/enough-evidence',
  shortDescription: { text: 'The run is evidence: it was whole, and its harness is believed.' },
};

const BASELINE_RULE: ReportingDescriptor = {
  id: 'plimsoll/baseline',
  shortDescription: { text: 'The run is as its baseline has it.' },
};

function resultOfBaseline({ text, file, line }: Amiss, ruleIndex: number): Result {
  const region = line === null ? {} : { region: { startLine: line } };
  return {
    ruleId: BASELINE_RULE.id,
    ruleIndex,
    kind: 'fail',
    level: 'error',
    message: { text },
    locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(file) }, ...region } }],
  };
}

function descriptorOf({ rule }: RuleResult): ReportingDescriptor {
  const { id, level, clause, statement, intent } = rule;
  return {
    id: plain(id),
    shortDescription: { text: plain(statement) },
    ...(intent !== '' && { fullDescription: { text: intent } }),
    ...(/^[\w.]+$/.test(clause) && { helpUri: urlOf(clause) }),
    defaultConfiguration: { level: LEVELS[level] },
    properties: { level },
  };
}

const LEVELS = { MUST: 'error', SHOULD: 'error', MAY: 'note' } as const;

const KINDS = { fail: 'fail', advice: 'fail', known: 'fail', open: 'open', skip: 'notApplicable' } as const;

function resultOf(
  subject: string,
  result: RuleResult,
  standing: Exclude<Standing, 'pass'>,
  ruleIndex: number,
  again: string | undefined,
): Result {
  const { rule, verdict, counterexample } = result;
  const kind = KINDS[standing];
  return {
    ruleId: plain(rule.id),
    ruleIndex,
    kind,
    level: kind === 'fail' ? LEVELS[rule.level] : 'none',
    message: { text: detail(result, again).join('\n') },
    locations: [placeOf(subject)],
    ...(standing === 'known' && { suppressions: [{ kind: 'external' as const, justification: excuse(result) }] }),
    // The same failure of the same subject, whatever the script that shows it.
    partialFingerprints: { 'plimsollRule/v1': `${plain(subject)} ${plain(rule.id)} ${verdict}` },
    properties: { verdict, ...(counterexample && { token: plain(counterexample.token, Infinity) }) },
  };
}

function resultOfEvidence(subject: string, text: string, ruleIndex: number): Result {
  return {
    ruleId: EVIDENCE_RULE.id,
    ruleIndex,
    kind: 'open',
    level: 'none',
    message: { text: `Not ${EVIDENCE}: ${text}` },
    locations: [placeOf(subject)],
  };
}

function placeOf(subject: string): NonNullable<Result['locations']>[number] {
  return { logicalLocations: [{ name: plain(subject), kind: 'module' }] };
}
