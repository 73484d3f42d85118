/** docs/contract.md: the contract for people, made of the promises. Says nothing that the data does not say. */
import { clauseDefinition, clauseReference, GENERATED } from './markdown.js';
import type { ContractPromise } from './promise.js';
import { CONTRACT, PROMISES } from './promises.js';

const HEAD = `# The contract

What is known about asyncio's write transports: promises that a transport keeps, and freedoms that it has. The words are
ours; the promises stand in the Python documentation,
[Transports and Protocols](https://docs.python.org/3/library/asyncio-protocol.html), at the place that each one names.

Each has a short name that stays, and a status:

- **[docs]** The documentation promises it. Rules of level MUST hold it.
- **[agree]** It is not written down, but implementations mean to do it and users rely on it. Rules of level
  SHOULD hold it.
- **[choice]** Implementations differ, and each is within its rights as long as it is consistent. The suite says which way
  a transport goes: its dialect.
- **[note]** What can be seen of a transport, and how exactly. It promises nothing.

Which rule holds which promise is in [spec-coverage.md](spec-coverage.md); the rules are in [rules.md](rules.md).`;

export function contractPage(): string {
  const chapters = CONTRACT.flatMap(({ title, promises }) => [`## ${title}`, promises.map(item).join('\n')]);
  const clauses = [...new Set(PROMISES.map(({ clause }) => clause))].toSorted();
  return `${[GENERATED, HEAD, ...chapters, clauses.map(clauseDefinition).join('\n')].join('\n\n')}\n`;
}

function item({ id, source, text, clause }: ContractPromise): string {
  const status = source === 'harness' ? 'note' : source;
  return `- <a id="${id}"></a>**${id}** [${status}] ${text} (${clauseReference(clause)})`;
}
