/**
 * What a subject's declared capabilities leave of a profile: some values of some choices are only for those who lack one.
 * A transport with two directions may not end with its writing, nor take a reset for a regular end; and what another
 * platform documents of its own streams is no excuse for one of asyncio's. Data; never a verdict.
 */
import { allowed, type ChoiceName, type Profile } from '../machines/choices.js';
import type { Capability } from './subject.js';

const ONLY_WITHOUT: readonly { readonly choice: ChoiceName; readonly value: string; readonly without: Capability }[] = [
  { choice: 'halfClose', value: 'a-close', without: 'half-close' },
  { choice: 'emptyReset', value: 'regular-end', without: 'peer-data' },
  { choice: 'writeAfterEof', value: 'fatal', without: 'asyncio-ends' },
  { choice: 'writeWhileClosing', value: 'fatal', without: 'asyncio-ends' },
  { choice: 'writeAfterClose', value: 'fatal', without: 'asyncio-ends' },
  { choice: 'resumesAfterEof', value: 'no', without: 'asyncio-ends' },
  { choice: 'bothEnded', value: 'ends', without: 'asyncio-ends' },
];

/** The profile that holds a subject with these capabilities: narrower, or the same. */
export function profileFor(profile: Profile, capabilities: readonly Capability[]): Profile {
  return ONLY_WITHOUT.reduce<Profile>(
    (narrowed, { choice, value, without }) =>
      capabilities.includes(without)
        ? { ...narrowed, [choice]: allowed(choice, narrowed).filter((one) => one !== value) }
        : narrowed,
    profile,
  );
}
