/**
 * Process groups that must not outlive this process: however it ends, they are killed with it.
 * Only a SIGKILL leaves us no time; then an agent sees the end of its input, and has to go by itself.
 */
import process from 'node:process';

const groups = new Set<number>();

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The group that this process leads; it was started detached. */
export function bind(leader: number): void {
  if (groups.size === 0) listen();
  groups.add(leader);
}

/** At once, whatever it is doing, and all that it has started. */
export function killGroup(leader: number): void {
  if (!groups.delete(leader)) return;
  if (groups.size === 0) unlisten();
  kill(leader);
}

function kill(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // There is nobody left in it.
  }
}

function killAll(): void {
  for (const leader of groups) kill(leader);
  groups.clear();
}

/** Whoever else listens to a signal ends this process in order, and `exit` comes then. Else it ends as if nobody listened. */
function signalled(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  killAll();
  unlisten();
  process.kill(process.pid, signal);
}

function listen(): void {
  process.on('exit', killAll);
  // Before others: a listener for one time has gone from the list when those after it are called.
  for (const signal of SIGNALS) process.prependListener(signal, signalled);
}

function unlisten(): void {
  process.off('exit', killAll);
  for (const signal of SIGNALS) process.off(signal, signalled);
}
