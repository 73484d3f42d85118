/**
 * A subject is asked again what others of its family were seen to break and it was not, and nothing else.
 */
import { expect, test } from '@jest/globals';
import { broken, kept, outcome } from '../../conformance/report/matrix/samples.js';
import { asked } from './asked.js';

const tcp = (release: string) => ({ subject: `a-${release}:tcp`, release });

test('the scripts that others of its family fail on, by their tokens', () => {
  const all = [outcome(tcp('1'), [kept]), outcome(tcp('2'), [broken]), outcome(tcp('3'), [kept])];
  expect(asked(all)).toEqual([
    { subject: 'a-1:tcp', index: 0, tokens: ['p1:dG9rZW4'] },
    { subject: 'a-3:tcp', index: 2, tokens: ['p1:dG9rZW4'] },
  ]);
});

test('nothing of another project or kind, or where all agree, or of one that was not judged', () => {
  const [project, kind, release] = ['A', 'tcp', '3'];
  expect(
    asked([
      outcome(tcp('1'), [broken]),
      outcome(tcp('2'), [broken]),
      outcome({ ...tcp('1'), subject: 'a-1:unix', kind: 'unix' }, [kept]),
      outcome({ ...tcp('1'), subject: 'b-1:tcp', project: 'B' }, [kept]),
      { subject: 'a-3:tcp', project, kind, release, report: 'It did not start.' },
    ]),
  ).toEqual([]);
});
