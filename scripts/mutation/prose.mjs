/**
 * What Stryker leaves alone: words for people. No check reads them, so a mutant of them could only survive or be killed
 * by a copy of the text. Names the places where words stand; nothing else is ever ignored here.
 */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Properties of rules, choices and states that hold words, or functions that make some. */
const PROPERTIES = new Set(['statement', 'intent', 'description', 'expected', 'seen']);
/** Functions whose result is words. */
const FUNCTIONS = new Set(['describeStray', 'range', 'completed', 'asItShould', 'eventText']);
/** Functions that are given words. */
const TAKES_WORDS = new Set(['stray', 'lose']);
/** A sentence, wherever it stands. */
const SENTENCE = /^[A-Z][^ ]* .*\.$/;

const words = {
  shouldIgnore(path) {
    const { node, parent } = path;
    if (path.isObjectProperty() && PROPERTIES.has(node.key.name)) return 'words for people';
    if (path.isFunctionDeclaration() && FUNCTIONS.has(node.id?.name)) return 'words for people';
    if (path.isNewExpression() && node.callee.name === 'Error') return 'the words of an error';
    if (path.isStringLiteral() && SENTENCE.test(node.value)) return 'a sentence';
    if ((path.isStringLiteral() || path.isTemplateLiteral()) && parent.type === 'CallExpression') {
      const { callee } = parent;
      if (TAKES_WORDS.has(callee.name ?? callee.property?.name)) return 'words for people';
    }
    return undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'words', words)];
