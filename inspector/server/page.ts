/**
 * The page with what it shows put in, and the policy that fits it: only the one script and the one style sheet that are in it
 * run, by their hashes; nothing is loaded; and it talks to the server that it came from, or, from a file, to nobody.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shown } from '../film/evidence.js';

/** `folder`: where the build has put page.html. */
export function readPage(folder: string): string {
  return readFileSync(join(folder, 'page.html'), 'utf8');
}

/** `connects`: where its sockets may go, as a source of the policy; null for nowhere. */
export function pageOf(template: string, shown: Shown, connects: string | null): string {
  // Each the first of its name, and put in as it is: neither is a template itself.
  return template.replace('{{policy}}', () => policyOf(template, connects)).replace('"{{shown}}"', () => island(shown));
}

export function policyOf(template: string, connects: string | null): string {
  return [
    `default-src 'none'`,
    `script-src '${hashIn(template, 'script type="module"')}'`,
    `style-src '${hashIn(template, 'style')}'`,
    ...(connects === null ? [] : [`connect-src ${connects}`]),
    `img-src data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
  ].join('; ');
}

/** JSON that cannot end its element, whatever is in it. */
function island(shown: Shown): string {
  return JSON.stringify(shown).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function hashIn(template: string, opening: string): string {
  const name = opening.split(' ')[0] as string;
  const from = template.lastIndexOf(`<${opening}>`) + opening.length + 2;
  const text = template.slice(from, template.indexOf(`</${name}>`, from));
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
