/**
 * What is published as JSON Schema, made from the zod schemas: the process protocol, and files that people write.
 * What zod checks by code (that `connect` comes first, that an answer is one of three) is not in it; the page says it.
 */
import { z } from 'zod';
import { baselineSchema } from './baseline.js';
import { configSchema } from './config.js';
import { answerSchema, PROTOCOL, requestSchema } from './protocol.js';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

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
    $schema: DIALECT,
    title: `The process protocol of Plimsoll, version ${PROTOCOL}`,
    description:
      'One line: request is what Plimsoll writes to the agent, answer what the agent writes. See protocol.md.',
    anyOf: [{ $ref: '#/$defs/request' }, { $ref: '#/$defs/answer' }],
    $defs,
  };
  return `${JSON.stringify(schema, withoutIds, 2)}\n`;
}

/** A baseline: docs/baseline.schema.json. Whether there is such a day, or such a rule, is not in it. */
export function baselineJsonSchema(): string {
  return schemaOf(baselineSchema, 'A baseline of Plimsoll, version 1');
}

/** A configuration: docs/config.schema.json. */
export function configJsonSchema(): string {
  return schemaOf(configSchema, 'A configuration of Plimsoll');
}

function schemaOf(shape: z.ZodType, title: string): string {
  const { $schema: _, ...schema } = z.toJSONSchema(shape);
  return `${JSON.stringify({ $schema: DIALECT, title, ...schema }, null, 2)}\n`;
}

/** The names are already the keys. */
function withoutIds(key: string, value: unknown): unknown {
  return key === 'id' && typeof value === 'string' ? undefined : value;
}
