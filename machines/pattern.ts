/**
 * The bytes that a script offers: their values by their offset, so that bytes tell their position (docs/harness.md).
 * The formula only; who makes and reads payloads keeps tables of its own.
 */

/** The byte at an offset: seven bits. */
export function valueAt(offset: number): number {
  return (offset ^ ((offset >> 7) * 37) ^ ((offset >> 14) * 101)) & 127;
}

/** Whether n bytes from one offset on are the same as from another: then nobody can tell which of them arrived. */
export function looksSame(from: number, other: number, n: number): boolean {
  if (from === other) return true;
  for (let i = 0; i < n; i++) if (valueAt(from + i) !== valueAt(other + i)) return false;
  return true;
}
