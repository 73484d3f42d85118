/**
 * A run as annotations of GitHub Actions: workflow commands on the standard output of a step. GitHub shows ten errors and
 * ten warnings of a step, and drops the others silently: here the last one says how many there are.
 */
import { plain } from '../plain.js';
import type { Account } from '../read.js';
import { amissIn, detail, EVIDENCE, evidenceAgainst, headline, standingOf } from './standing.js';

const KINDS = ['error', 'warning'] as const;
/** Of each kind, in one step. */
const MOST = 10;
/** Characters of one message; GitHub cuts at 64 KiB. */
const LONGEST = 4_000;

interface Annotation {
  readonly kind: (typeof KINDS)[number];
  readonly title: string;
  readonly text: string;
  /** Where in which file it is, if it is in one. */
  readonly place?: { readonly file: string; readonly line: number };
}

export function github(accounts: readonly Account[]): string {
  const all = accounts.flatMap(annotationsOf);
  return KINDS.flatMap((kind) => {
    const own = all.filter((one) => one.kind === kind);
    if (own.length <= MOST) return own;
    const shown = own.slice(0, MOST - 1);
    const rest = own.slice(MOST - 1).map(({ title }) => title);
    const text = `${rest.length} more that GitHub would not show: ${rest.join(', ')}.`;
    return [...shown, { kind, title: `Plimsoll: ${rest.length} more`, text }];
  })
    .map(
      ({ kind, title, text, place }) =>
        `::${kind} ${placed(place)}title=${property(plain(title, 200))}::${message(shortened(text))}\n`,
    )
    .join('');
}

function annotationsOf(account: Account): readonly Annotation[] {
  if (account.report === undefined) {
    const { subject, reason } = account.unjudged;
    return [{ kind: 'error', title: `${subject} was not judged`, text: plain(reason, LONGEST) }];
  }
  const { report, writer } = account;
  const { name } = report.subject;
  const against = evidenceAgainst(report);
  return [
    ...report.rules.flatMap((result): Annotation[] => {
      const standing = standingOf(result);
      const title = `${name}: ${result.rule.id} (${result.rule.level})`;
      if (standing === 'fail') return [{ kind: 'error', title, text: detail(result, writer.again).join('\n') }];
      if (standing === 'advice') return [{ kind: 'warning', title, text: detail(result, writer.again).join('\n') }];
      return standing === 'open' ? [{ kind: 'error', title, text: headline(result) }] : [];
    }),
    ...amissIn(report).map(({ title, text, file, line }) => ({
      kind: 'error' as const,
      title: `${name}: ${title}`,
      text,
      ...(line !== null && { place: { file, line } }),
    })),
    ...(against === null ? [] : [{ kind: 'error' as const, title: `${name}: not ${EVIDENCE}`, text: against }]),
  ];
}

function placed(place: Annotation['place']): string {
  return place === undefined ? '' : `file=${property(place.file)},line=${place.line},`;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (cut)` : text;
}

function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
