/**
 * A real browser and a real `plimsoll inspect`, for the tests, the pictures and the bench. Nothing else imports it.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** Whoever runs this, npm or Jest, does so from the top of the project. */
export const ROOT = process.cwd();
const COMMAND = join(ROOT, 'bin', 'plimsoll.js');

/** Milliseconds. */
const PATIENCE = 15_000;

const children = new Set<ChildProcess>();

/** A process that endAll() ends, whatever becomes of the test. */
export function begun<C extends ChildProcess>(child: C): C {
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

export function endAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

/** As scripts/install-chromium.sh finds it. */
export function browserPath(): string {
  const { stdout } = spawnSync(join(ROOT, 'scripts', 'install-chromium.sh'), ['--check'], { encoding: 'utf8' });
  const found = /^A browser is here: (.+)\.$/m.exec(stdout)?.[1];
  if (found === undefined) throw new Error('There is no browser here: scripts/install-chromium.sh installs one.');
  return found;
}

export function launch(): Promise<Browser> {
  // In a container there is one user, and no sandbox for it.
  return chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox', '--force-color-profile=srgb'] });
}

/** A page that complains of whatever goes wrong in it, and of every request that it makes. */
export interface Watched {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

export async function open(browser: Browser, url: string, look: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => void (message.type() === 'log' || complaints.push(message.text())));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  page.on('websocket', (socket) => requests.push(socket.url()));
  await page.goto(url);
  return { page, complaints, requests };
}

/** The command, its address once it tells one, and what it ended with. */
export interface Served {
  readonly child: ChildProcess;
  readonly page: string;
  readonly actors: string;
  said(): string;
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export async function plimsoll(...args: readonly string[]): Promise<Served> {
  const child = begun(spawn(process.execPath, [COMMAND, ...args], { cwd: ROOT }));
  let said = '';
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const page = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', () => reject(new Error(`It told no address: ${said}`)));
  });
  return {
    child,
    page,
    actors: `${page.replace(/^http/, 'ws')}actor`,
    said: () => said,
    end: async (signal = 'SIGINT') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** The command to its end. */
export function ran(...args: readonly string[]): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { cwd: ROOT, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}
