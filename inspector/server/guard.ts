/**
 * Who may come in: whoever knows the token, by this machine's own name, and from no page but ours. A page elsewhere can make a
 * browser ask anything of a port on this machine, so each of the three is asked of every request, before it is looked at.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Refusal = { readonly status: 403 | 404 | 405; readonly sentence: string };

export interface Asked {
  /** What is asked for, after the token: '' is the page. */
  readonly path: string;
  /** The page or program that asks; null where none is told, as by programs. */
  readonly origin: string | null;
}

export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** `allowed`: origins of other pages that may attach actors, and nothing else. */
export function admitted(
  request: IncomingMessage,
  token: string,
  port: number,
  allowed: readonly string[] = [],
): Asked | Refusal {
  const hosts = ['127.0.0.1', 'localhost'].map((name) => `${name}:${port}`);
  const { host = '', origin = null } = request.headers;
  if (!hosts.includes(host)) return refused(403, 'This is the inspector of one machine, and goes by no other name.');
  const own = hosts.map((one) => `http://${one}`);
  const url = /^\/([\w-]{1,64})\/([a-z]{0,16})$/.exec((request.url ?? '').split('?')[0] ?? '');
  if (url === null || !same(url[1] as string, token)) {
    return refused(403, 'The address needs the token that `plimsoll inspect` has printed.');
  }
  const path = url[2] as string;
  const isKnown = origin === null || own.includes(origin) || (path === 'actor' && allowed.includes(origin));
  if (!isKnown) return refused(403, 'No other page may read this one, or drive it.');
  return { path, origin };
}

export function isRefusal(answer: Asked | Refusal): answer is Refusal {
  return 'sentence' in answer;
}

function refused(status: Refusal['status'], sentence: string): Refusal {
  return { status, sentence };
}

/** Takes as long whatever is wrong with it. */
function same(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
