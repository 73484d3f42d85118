/**
 * The reference as a subject, by default to the letter of the documents. The smallest subject there is: it only names.
 */
import type { Subject } from '../../conformance/subject.js';
import { defineTransport } from '../transport.js';
import type { Choices } from './choices.js';
import { ReferenceTransport } from './transport.js';

export function reference(choices: Partial<Choices> = {}): Subject {
  const chosen = Object.entries(choices).map(([name, value]) => ` ${name}=${value}`);
  return defineTransport({
    name: 'reference',
    version: `Plimsoll’s reference transport${chosen.join('')}`,
    connect: (parts) => new ReferenceTransport(parts, choices),
  });
}

export default reference();
