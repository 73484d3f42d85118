/** Lines of Python: how they are indented, and how a string is written. */

export const INDENT = '    ';

export function indented(line: string): string {
  return line === '' ? '' : INDENT + line;
}

export function literal(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) && !/['\\]/.test(text) ? `'${text}'` : JSON.stringify(text);
}
