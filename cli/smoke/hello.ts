/**
 * The hello of an agent, field by field: all that is wrong with it, and how to mend it.
 */
import { CAPABILITIES, ALL_CAPABILITIES } from '../../conformance/subject.js';
import { wrongClaims } from '../../conformance/claims.js';
import { helloSchema, PROTOCOL, type Hello } from '../../conformance/schema/protocol.js';
import { inOneSentence } from '../../conformance/schema/sentence.js';
import { parsed, quoted } from '../../subjects/process/agent.js';
import { suggestion } from '../names.js';
import { bad, good, note, type Finding } from './finding.js';

const EXAMPLE = '{"plimsoll":1,"op":"hello","name":"mine","version":"1.0","capabilities":[]}';

export interface Greeting {
  readonly hello: Hello | null;
  readonly findings: readonly Finding[];
}

export function readGreeting(line: string): Greeting {
  const value = parsed(line);
  if (value === undefined) {
    const mend = 'Say the hello as one JSON object on a line of its own, and nothing before it:';
    const wrong = bad(`Where its hello should be it wrote ${quoted(line)}.`, mend);
    return { hello: null, findings: [{ ...wrong, example: EXAMPLE }] };
  }
  const checked = helloSchema.safeParse(value);
  if (!checked.success) {
    const findings = checked.error.issues.map((issue) => {
      const alone = { ...checked.error, issues: [issue] } as typeof checked.error;
      const field = String(issue.path[0] ?? '');
      return bad(`Its hello: ${inOneSentence(alone, value)}`, MENDS[field] ?? 'docs/protocol.md shows one.');
    });
    return { hello: null, findings };
  }
  const hello = checked.data;
  return { hello, findings: [good(`It says hello: ${hello.name}, ${hello.version}.`), ...aboutCapabilities(hello)] };
}

const MENDS: Readonly<Record<string, string>> = {
  plimsoll: `"plimsoll" is the version of the protocol: ${PROTOCOL}.`,
  op: 'Answer hello with "op":"hello".',
  name: 'A short name without spaces, as it should stand in reports and tokens, such as "cpython-3.13:unix".',
  version: 'A sentence that says what exactly is judged, with all versions that matter.',
  capabilities: `A list, perhaps empty, of any of these: ${ALL_CAPABILITIES.join(', ')}.`,
  claims: 'Leave it out, or give an object of choices and their values, such as {"pausesWhen":"exceeds"}.',
};

function aboutCapabilities({ capabilities, claims }: Hello): Finding[] {
  const known: readonly string[] = ALL_CAPABILITIES;
  const unknown = capabilities.filter((one) => !known.includes(one));
  const missing = ALL_CAPABILITIES.filter((one) => !capabilities.includes(one));
  const findings = unknown.map((one) =>
    note(`It declares ${quoted(one)}, which is no capability that is known${suggestion(one, known, 'it is ignored')}`),
  );
  if (missing.includes('planted-faults')) {
    const mend =
      'Do what docs/protocol.md says under “Planted faults” and declare planted-faults: some ten lines. Without it ' +
      'nothing shows that its traces tell what happens, and no run of it is ever believed.';
    findings.push(bad('It does not declare planted-faults.', mend));
  }
  const lacking = missing.filter((one) => one !== 'planted-faults');
  if (lacking.length > 0) {
    const words = lacking.map((one) => `${one} (${CAPABILITIES[one]})`);
    findings.push(note(`It declares not to have ${words.join('; ')}. What needs it will not be judged.`));
  }
  return [...findings, ...wrongClaims(claims ?? {}, []).map((sentence) => note(sentence))];
}
