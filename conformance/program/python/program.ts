/**
 * Scripts that fail as a program of plain asyncio, for those who look after that transport: it shows the fault without
 * Plimsoll. Text in, text out; what the program looks at was decided in scene.ts.
 */
import type { Step } from '../../../machines/alphabet.js';
import { SOME_RESET } from '../looks.js';
import type { Scene } from '../scene.js';
import { isFake, type PythonSetting } from '../stage.js';
import { Act, isTampered, stimuliOf } from './act.js';
import { fakeStage } from './fakes.js';
import { kernelStage, type Needs, type Stage } from './kernel.js';
import { tlsStage } from './tls.js';
import { INDENT, indented, literal } from './text.js';

/** `head`: lines of the comment at its top. Several scenes are gone through one after the other, each on its own connection. */
export function pythonProgram(scenes: readonly Scene[], setting: PythonSetting, head: readonly string[]): string {
  return new Program(scenes, setting).text(head);
}

/** More than a kernel's buffer is sure to take at once. */
const LARGE = 60_000;

class Program {
  readonly #scenes: readonly Scene[];
  readonly #setting: PythonSetting;
  readonly #stage: Stage;

  constructor(scenes: readonly Scene[], setting: PythonSetting) {
    this.#scenes = scenes;
    this.#setting = setting;
    this.#stage = isFake(setting)
      ? fakeStage(setting)
      : setting.stage === 'tls'
        ? tlsStage(needsOf(scenes))
        : kernelStage(setting, needsOf(scenes));
  }

  text(head: readonly string[]): string {
    const { imports, parts, isAsync, from } = this.#stage;
    const scenes = this.#scenes;
    const looks = scenes.flatMap((scene) => scene.looks);
    const watchesRest = scenes.some(({ watched }) => watched.rest);
    const modules = new Set([
      ...(isAsync ? ['asyncio'] : []),
      ...imports,
      ...(scenes.some(({ watched }) => watched.wire) ? ['itertools'] : []),
      ...(watchesRest && isAsync ? ['time'] : []),
      'sys',
    ]);
    const loop = this.#setting.loop?.split('.')[0];
    const acts = scenes.map((scene, index) => new Act(scene, this.#stage, index === 0 ? '' : `${index + 1}`));
    const raises = scenes.some(({ script }) => script.reactions.some((reaction) => reaction.raises));
    const sections = [
      [
        ...head.map((line) => `# ${line}`.trimEnd()),
        ...[...modules].sort().map((name) => `import ${name}`),
        ...(from === undefined ? [] : [from]),
        ...(loop === undefined ? [] : ['', `import ${loop}`]),
        '',
        '# What is seen where the fault is.',
        ...(looks.length === 1
          ? [`FAULT = [${literal(looks[0]?.seen ?? '')}]`]
          : ['FAULT = [', ...looks.map(({ seen }) => `${INDENT}${literal(seen)},`), ']']),
        '',
        'seen, errors, found = [], [], []',
        ...(scenes.some(({ script }) => isTampered(script))
          ? ['chunks = []  # those that can be changed after they were written']
          : []),
      ].join('\n'),
      ...(raises ? [`class ScriptedError(Exception):\n${INDENT}pass`] : []),
      ...acts.map((act) => act.protocol()),
      ...parts,
      this.#begin(),
      this.#look(),
      ...(watchesRest ? [REST(isAsync)] : []),
      ...acts.map((act) => act.main()),
    ];
    return `${sections.join('\n\n\n')}\n\n\n${this.#end()}`;
  }

  #begin(): string {
    const [{ watched }] = this.#scenes as readonly [Scene];
    return [
      'def begin():',
      ...(watched.wire ? [indented('peer.take()'), indented("peer.got, peer.had_ended = b'', peer.ended")] : []),
      indented('seen.clear()'),
      indented('errors.clear()'),
    ].join('\n');
  }

  #look(): string {
    const [{ watched }] = this.#scenes as readonly [Scene];
    const lines = [
      'def look(transport):',
      indented('"""What came of it since begin(), and what the transport answers now."""'),
      indented(watched.rest ? 'told = list(dict.fromkeys(seen + errors))' : 'told = seen + errors'),
    ];
    if (!watched.size) {
      lines.push(
        indented('for ask in transport.get_write_buffer_limits, transport.get_write_buffer_size:'),
        indented(indented('try:')),
        indented(indented(indented('ask()'))),
        indented(indented('except Exception as error:  # counts as told to the loop')),
        indented(indented(indented("told.append(f'{name_of(error)} told to the loop')"))),
      );
    }
    if (watched.wire) {
      lines.push(
        indented('peer.take()'),
        indented("runs = [f'{len(list(run))} {chr(byte)}' for byte, run in itertools.groupby(peer.got)]"),
        indented('if runs:'),
        indented(indented("told.append('the peer gets ' + ', '.join(runs))")),
        indented('if peer.ended and not peer.had_ended:'),
        indented(indented("told.append('EOF at the peer')")),
      );
    }
    if (watched.size) lines.push(indented("told.append(f'{transport.get_write_buffer_size()} buffered')"));
    if (watched.limits) lines.push(indented("told.append('limits %s and %s' % transport.get_write_buffer_limits())"));
    if (watched.eof) {
      lines.push(indented("told.append('can write EOF' if transport.can_write_eof() else 'cannot write EOF')"));
    }
    lines.push(
      indented('if transport.is_closing():'),
      indented(indented("told.append('closing')")),
      indented('if len(found) < len(FAULT):'),
      indented(indented("found.append('; '.join(told))")),
    );
    const resets = watched.anyReset
      ? [indented('if isinstance(error, ConnectionError):'), indented(indented(`return '${SOME_RESET}'`))]
      : [];
    const name = [
      'def name_of(error):',
      ...resets,
      indented("return 'None' if error is None else type(error).__name__"),
    ];
    return [...name, '', '', ...lines].join('\n');
  }

  #end(): string {
    const { loop } = this.#setting;
    const runs = this.#scenes.map((_, index) => {
      const main = `main${index === 0 ? '' : index + 1}()`;
      if (!this.#stage.isAsync) return main;
      return loop === undefined ? `asyncio.run(${main})` : `${loop}.run_until_complete(${main})`;
    });
    return `\
try:
${runs.map(indented).join('\n')}
except Exception as error:
    print(f'It could not be tried: {error!r}')
    sys.exit(2)
if len(found) < len(FAULT):
    print('It could not be tried: the step in question never came.')
    sys.exit(2)
for one in found:
    print('Seen:', one)
is_there = found == FAULT
print('The fault is there.' if is_there else 'The fault is not there.')
sys.exit(1 if is_there else 0)
`;
  }
}

const REST = (isAsync: boolean): string =>
  isAsync
    ? `\
async def watch():
    """A loop with nothing to do sleeps; one that is always busy uses up the processor."""
    began = time.process_time()
    await asyncio.sleep(0.5)
    if time.process_time() - began > 0.04:
        errors.append('the loop does not come to rest')`
    : `\
def watch():
    if not settle():
        errors.append('the loop does not come to rest')`;

function needsOf(scenes: readonly Scene[]): Needs {
  const done = new Set<string>(scenes.flatMap(({ script }) => stimuliOf(script).map((one) => one.do)));
  return {
    takes: scenes.some(({ watched }) => watched.wire) || done.has('drain'),
    drains: done.has('drain'),
    stalls: done.has('stall'),
    offers: done.has('peer_data'),
    ends: done.has('peer_eof'),
    resets: done.has('peer_reset'),
    isLarge: scenes.some(({ trace }) => sizes(trace.steps) > LARGE),
  };
}

function sizes(steps: readonly Step[]): number {
  return steps.reduce((sum, { stimulus, calls }) => {
    const own =
      stimulus.do === 'write'
        ? stimulus.n
        : stimulus.do === 'writelines'
          ? stimulus.items.reduce((all, { n }) => all + n, 0)
          : 0;
    return sum + own + calls.reduce((inner, call) => inner + sizes(call.steps), 0);
  }, 0);
}
