/**
 * Loads the sources as CommonJS modules of our own, so that a mutant costs a fresh copy of what depends on it and no
 * process, no context and no cache to clear. Knows Stryker's switches in the text; knows no check and no score.
 */
import { transformSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { Script } from 'node:vm';

/** Stryker writes `stryMutAct_9fa48("7") ? mutated : (stryCov_9fa48("7"), original)`. */
const SWITCH = /stryMutAct_\w+\("(\d+)"\)/g;
const COVER = /stryCov_\w+\(((?:"\d+"(?:, )?)+)\)/g;
/** A loop with a body, as esbuild prints it. */
const LOOP = /^(\s*(?:\w+: )?(?:while|for) \(.*\) \{|\s*do \{)$/gm;
const REQUIRE = /require\("(\.{1,2}\/[^"]+)"\)/g;

/** What can be loaded: texts by file, each read and compiled to JavaScript once. */
export class Sources {
  #root;
  #texts = new Map();
  #imports = new Map();
  #scripts = new Map();
  #require;

  constructor(root) {
    this.#root = root;
    this.#require = createRequire(join(root, 'package.json'));
  }

  /** A file as compiled, with Stryker's switches in it. Paths are from the root, with their ending. */
  text(file) {
    let text = this.#texts.get(file);
    if (text === undefined) {
      const source = readFileSync(join(this.#root, file), 'utf8');
      ({ code: text } = transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20', sourcefile: file }));
      this.#texts.set(file, text);
      this.#imports.set(
        file,
        [...text.matchAll(REQUIRE)].map(([, name]) => this.#resolve(file, name)),
      );
    }
    return text;
  }

  /** The files that a file imports, those of this project only. */
  imports(file) {
    this.text(file);
    return this.#imports.get(file);
  }

  /** A module's function: `how` settles the switches in its text. */
  script(file, how, settle) {
    const key = `${how} ${file}`;
    const known = this.#scripts.get(key);
    if (known !== undefined) return known;
    const made = compile(file, settle(this.text(file)));
    this.#scripts.set(key, made);
    return made;
  }

  /** Of all that a file imports, near and far, what imports another, near or far; itself included. */
  dependents(from, on) {
    const found = new Map();
    const visit = (file) => {
      const known = found.get(file);
      if (known !== undefined) return known;
      found.set(file, file === on);
      const depends = this.imports(file).map(visit).includes(true) || file === on;
      found.set(file, depends);
      return depends;
    };
    visit(from);
    return new Set([...found].filter(([, depends]) => depends).map(([file]) => file));
  }

  package(name) {
    return this.#require(name);
  }

  resolve(file, name) {
    return this.#resolve(file, name);
  }

  #resolve(file, name) {
    return relative(this.#root, resolve(this.#root, dirname(file), name)).replace(/\.js$/, '.ts');
  }
}

/** One copy of the modules: all of them, or those that `own` says, over another copy that has the rest. */
export class Modules {
  #sources;
  #loaded = new Map();
  #script;
  #under;
  #own;
  #turn;
  #met;

  /**
   * `how` settles the switches of a file: 'off', 'met', or the id of a mutant. With 'met', `met` gets a 1 for each mutant
   * that the sources come by. `turn` is called in each turn of a loop.
   */
  constructor(sources, { how = 'off', under = null, own = () => true, turn = () => {}, met = null } = {}) {
    this.#sources = sources;
    this.#under = under;
    this.#own = own;
    this.#turn = turn;
    this.#met = met;
    this.#script = (file) =>
      how === 'met'
        ? sources.script(file, how, (text) => noting(text))
        : how !== 'off' && sources.text(file).includes(`stryMutAct_9fa48("${how}")`)
          ? compile(file, settled(sources.text(file), how))
          : sources.script(file, 'off', (text) => settled(text, null));
  }

  require(file) {
    if (this.#under !== null && !this.#own(file)) return this.#under.require(file);
    let module = this.#loaded.get(file);
    if (module === undefined) {
      module = { exports: {} };
      this.#loaded.set(file, module);
      this.#script(file)(
        module,
        module.exports,
        (name) =>
          name.startsWith('.') ? this.require(this.#sources.resolve(file, name)) : this.#sources.package(name),
        this.#turn,
        this.#met,
      );
    }
    return module.exports;
  }
}

function settled(text, active) {
  return text.replace(SWITCH, (_all, id) => `${id === active}`).replace(COVER, '0');
}

function noting(text) {
  const noted = (_all, ids) => `(${ids.replace(/"(\d+)"/g, '__met[$1] = 1')})`;
  return text.replace(SWITCH, 'false').replace(COVER, noted);
}

function compile(file, text) {
  const counted = text.replace(LOOP, '$1 __turn();');
  return new Script(`(function (module, exports, require, __turn, __met) {${counted}\n})`, {
    filename: file,
  }).runInThisContext();
}
