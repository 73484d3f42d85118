/**
 * From the text of a matrix to its lines, checked: each by its schema, and all of them together. A mistake is one
 * sentence with its place. Reads text, never a file.
 */
import { inOneSentence } from '../../schema/sentence.js';
import { plain } from '../plain.js';
import { MATRIX_SCHEMA, matrixLineSchema, type MatrixLine } from './lines.js';

/** Why a text is no matrix: one sentence. */
export class MatrixError extends Error {
  override readonly name = 'MatrixError';
}

export function readMatrix(text: string): readonly MatrixLine[] {
  if (text.length > LONGEST) throw new MatrixError('It is longer than any matrix that Plimsoll writes.');
  const rows = text.split('\n');
  if (rows.pop() !== '') throw new MatrixError(`Line ${rows.length + 1} does not end: the file was cut off.`);
  const lines = rows.map((row, index) => readLine(row, index + 1));
  checkWhole(lines);
  return lines;
}

const LONGEST = 256 * 1024 * 1024;

function readLine(row: string, number: number): MatrixLine {
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch {
    throw new MatrixError(`Line ${number} is not JSON: ${plain(row, 40) || 'it is empty'}.`);
  }
  const { type, schema } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (type === 'matrix' && typeof schema === 'number' && schema !== MATRIX_SCHEMA) {
    throw new MatrixError(`The matrix is of version ${schema}, and this Plimsoll reads version ${MATRIX_SCHEMA} only.`);
  }
  const read = matrixLineSchema.safeParse(value);
  if (read.success) return read.data;
  throw new MatrixError(`Line ${number} is no line of a matrix: ${plain(inOneSentence(read.error, value))}`);
}

/** What no line can say of itself: the first, the last, and that each speaks of what is there. */
function checkWhole(lines: readonly MatrixLine[]): void {
  const [first] = lines;
  const last = lines.at(-1);
  if (first?.type !== 'matrix')
    throw new MatrixError('Its first line is not that of a matrix, `{"type":"matrix",...}`.');
  if (last?.type !== 'end') throw new MatrixError('Its last line is not `{"type":"end",...}`: the file was cut off.');
  const rules = new Set<string>();
  const subjects = new Set<string>();
  const said = new Set<string>();
  let cells = 0;
  lines.forEach((line, index) => {
    const wrong = (what: string): never => {
      throw new MatrixError(`Line ${index + 1} ${plain(what)}.`);
    };
    if (line.type === 'matrix' && index > 0) wrong('is a second head');
    if (line.type === 'end' && index < lines.length - 1) wrong('is an end, and more follows');
    if (line.type === 'rule' && !add(rules, line.rule)) wrong(`tells the rule ${line.rule} again`);
    if (line.type === 'subject' || line.type === 'unjudged') {
      if (!add(subjects, line.subject)) wrong(`tells the subject ${line.subject} again`);
    }
    if (line.type === 'subject') {
      for (const rule of line.passes) {
        if (!rules.has(rule)) wrong(`speaks of the rule ${rule}, which no line before it tells`);
        if (!add(said, `${rule} ${line.subject}`)) wrong(`tells ${rule} twice`);
      }
    }
    if (line.type === 'cell') {
      cells++;
      if (!rules.has(line.rule)) wrong(`speaks of the rule ${line.rule}, which no line before it tells`);
      if (!subjects.has(line.subject)) wrong(`speaks of the subject ${line.subject}, which no line before it tells`);
      if (!add(said, `${line.rule} ${line.subject}`)) wrong(`tells ${line.rule} of ${line.subject} again`);
    }
  });
  if (last.subjects !== subjects.size || last.cells !== cells) {
    throw new MatrixError(
      `Its end counts ${last.subjects} subjects and ${last.cells} cells, and there are ${subjects.size} and ${cells}.`,
    );
  }
}

/** False when it was there already. */
function add(set: Set<string>, name: string): boolean {
  const isNew = !set.has(name);
  set.add(name);
  return isNew;
}
