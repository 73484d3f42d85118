/**
 * One line on the terminal for each subject as it has been judged. Counts only; the matrix tells the rest.
 */
import { isFailing } from '../../conformance/report/matrix/matrix.js';
import type { Outcome } from '../../conformance/report/matrix/write.js';
import { count, counted, paragraph, type Paper } from '../../conformance/report/paper.js';
import { plain } from '../../conformance/report/plain.js';

export function columnLine(paper: Paper, { subject, report }: Outcome): string {
  const { green, red, yellow, bold } = paper.colors;
  const lines = typeof report === 'string' ? [] : report;
  const footer = lines.find((line) => line.type === 'footer');
  const rules = lines.flatMap((line) => (line.type === 'rule' ? [line] : []));
  const unjudged = lines.find((line) => line.type === 'unjudged');
  const say = (mark: string, text: string): string =>
    `${paragraph(paper, `${mark} ${bold(plain(subject))} ${text}`, 0).join('\n')}\n`;
  if (footer === undefined) {
    const why = typeof report === 'string' ? report : (unjudged?.reason ?? 'There is no report.');
    return say(yellow('?'), `was not judged: ${plain(why)}`);
  }
  const broken = rules.filter(isFailing).length;
  const cases = `${count(footer.cases)} scripts`;
  if (footer.exit === 1) return say(red('✗'), `breaks ${counted(broken, 'rule')}; ${cases}.`);
  if (footer.exit === 0) return say(green('✓'), `conforms; ${cases}.`);
  return say(yellow('?'), `cannot be judged: there is not enough evidence; ${cases}.`);
}
