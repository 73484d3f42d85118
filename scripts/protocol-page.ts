/**
 * The parts of docs/protocol.md that are made: a whole exchange, as it happens with the reference transport behind an
 * agent, and the capabilities. The rest of the page is written by hand.
 */
import { CAPABILITIES, type Result } from '../conformance/subject.js';
import { answerSchema, PROTOCOL, requestSchema } from '../conformance/schema/protocol.js';
import type { Script } from '../machines/alphabet.js';
import { reference } from '../subjects/reference/subject.js';

const SCRIPTS: readonly Script[] = [
  {
    stimuli: [
      { do: 'write', n: 4, kind: 'bytes' },
      { do: 'drain', n: 'all' },
    ],
    reactions: [],
    keepOpen: false,
  },
  {
    stimuli: [
      { do: 'set_write_buffer_limits', high: 8, low: 2 },
      { do: 'write', n: { to: 'high', plus: 1 }, kind: 'bytes' },
    ],
    reactions: [{ on: 'pause_writing', times: 1, do: [{ do: 'close' }] }],
    keepOpen: false,
  },
];

type Line = readonly [from: '<-' | '->', message: Readonly<Record<string, unknown>>];

/** What is written, in order: `<-` by Plimsoll, `->` by the agent. */
export function exchange(): readonly Line[] {
  const results = reference().run(SCRIPTS) as readonly Result[];
  return [
    ['<-', { plimsoll: PROTOCOL, op: 'hello' }],
    [
      '->',
      {
        plimsoll: PROTOCOL,
        op: 'hello',
        name: 'my-transport',
        version: 'My transport 1.0 on a pair of sockets',
        capabilities: ['half-close', 'peer-data', 'settable-limits', 'planted-faults'],
        claims: { pausesWhen: 'reaches' },
      },
    ],
    ['<-', { op: 'run', id: 1, scripts: SCRIPTS }],
    ...results.flatMap((result, index): Line[] => [
      ['->', { op: 'begin', id: 1, case: index }],
      ['->', { op: 'trace', id: 1, case: index, trace: result }],
    ]),
    ['->', { op: 'done', id: 1 }],
    ['<-', { op: 'dance', id: 2 }],
    ['->', { op: 'unsupported', id: 2, what: 'dance' }],
    ['<-', { op: 'bye' }],
  ];
}

export function exchangeText(): string {
  const lines = exchange().map(([from, message]) => {
    const schema = from === '<-' ? requestSchema : answerSchema;
    if (message['op'] !== 'dance') schema.parse(message);
    return `${from} ${JSON.stringify(message)}`;
  });
  return ['```text', ...lines, '```'].join('\n');
}

/** The first trace of it, so that people can read it. */
export function traceText(): string {
  const [trace] = reference().run(SCRIPTS) as readonly Result[];
  const steps = (trace as { steps: readonly object[] }).steps;
  const lines = steps.map((step, i) => `  ${JSON.stringify(step)}${i === steps.length - 1 ? '' : ','}`);
  return [
    '```json',
    '{ "steps": [',
    ...lines.map((line) => line.replaceAll(/([,:])(?=["[{\w-])/g, '$1 ')),
    '] }',
    '```',
  ].join('\n');
}

export function capabilitiesTable(): string {
  const rows = Object.entries(CAPABILITIES).map(([name, what]) => `| \`${name}\` | ${what} |`);
  return ['| name | what it says |', '|---|---|', ...rows].join('\n');
}
