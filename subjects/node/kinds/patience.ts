/**
 * Waiting without the loop, within a stated bound: for a kernel or a child that goes on by itself. Who waited in vain says
 * that it does not know; no verdict rests on a time.
 */

/** Milliseconds. What is waited for here takes one or two. */
export const PATIENCE = 2_000;

/** True as soon as it is so; false when the patience has come to its end. */
export function waitUntil(isDone: () => boolean): boolean {
  for (const since = performance.now(); !isDone(); rest()) {
    if (performance.now() - since > PATIENCE) return false;
  }
  return true;
}

/** A millisecond for others. */
export function rest(): void {
  Atomics.wait(NEVER, 0, 0, 1);
}

const NEVER = new Int32Array(new SharedArrayBuffer(4));
