/**
 * Several agents as one subject: they share the scripts, each in a process of its own, and the answers come in the order
 * of the scripts. Which agent runs a script is decided by its place alone, so a run can be had again as it was.
 */
import type { Result, Subject } from '../../conformance/subject.js';
import type { Script } from '../../machines/alphabet.js';
import { processSubject, type ProcessOptions } from './index.js';

/** As processSubject(), by `agents` processes of the same program: a whole number from 1 on. Throws as that does. */
export async function severalAgents(options: ProcessOptions, agents: number): Promise<Subject> {
  const started = await Promise.allSettled(Array.from({ length: agents }, () => processSubject(options)));
  const subjects = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(subjects.map((subject) => subject.close?.()));
  };
  const failed = started.find((one) => one.status === 'rejected');
  const other = subjects.find((subject) => said(subject) !== said(subjects[0] as Subject));
  if (failed !== undefined || other !== undefined) {
    await close();
    throw failed?.reason ?? new Error('The agent said another hello when it was started once more.');
  }
  const [first] = subjects as [Subject, ...Subject[]];
  const notes: string[] = [];
  const gather = (): void => {
    const all = new Set(subjects.flatMap((subject) => subject.notes ?? []));
    notes.splice(0, notes.length, ...all);
  };
  gather();
  return {
    ...first,
    notes,
    async run(scripts) {
      const shares = subjects.map((_, agent) => scripts.filter((_script, at) => agentOf(at) === agent));
      const answers = await Promise.all(subjects.map((subject, agent) => subject.run(shares[agent] as Script[])));
      gather();
      const next = answers.map((answer) => answer.values());
      return scripts.map((_, at) => next[agentOf(at)]?.next().value as Result);
    },
    async close() {
      await close();
      gather();
    },
  };

  function agentOf(at: number): number {
    return at % subjects.length;
  }
}

function said({ name, version, capabilities, claims }: Subject): string {
  return JSON.stringify([name, version, capabilities, claims]);
}
