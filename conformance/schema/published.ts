/**
 * The process protocol as JSON Schema, made from the zod schemas: docs/protocol.schema.json.
 * What zod checks by code (that `connect` comes first, that an answer is one of three) is not in it; the page says it.
 */
import { z } from 'zod';
import { answerSchema, PROTOCOL, requestSchema } from './protocol.js';

export function protocolSchema(): string {
  const { $defs } = z.toJSONSchema(z.union([requestSchema, answerSchema]), {
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // What an agent says beside what it must is not looked at; zod says so only of schemas for input.
      const { def } = zodSchema._zod;
      if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties;
    },
  });
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `The process protocol of Plimsoll, version ${PROTOCOL}`,
    description:
      'One line: request is what Plimsoll writes to the agent, answer what the agent writes. See protocol.md.',
    anyOf: [{ $ref: '#/$defs/request' }, { $ref: '#/$defs/answer' }],
    $defs,
  };
  return `${JSON.stringify(schema, withoutIds, 2)}\n`;
}

/** The names are already the keys. */
function withoutIds(key: string, value: unknown): unknown {
  return key === 'id' && typeof value === 'string' ? undefined : value;
}
