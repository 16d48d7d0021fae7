import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { RunnerError } from '../runner-error.ts';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome'];

/** It renders pages and talks to nobody else. */
const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser that drives the pages: the given program, or where Chromium usually stands; null where there is none. */
export function chromiumProgram(given: string | null): string | null {
  return [...(given === null ? usualPlaces : [given])].find((path) => existsSync(path)) ?? null;
}

/** Starts Chromium without a window. Throws RunnerError. */
export async function startChromium(given: string | null): Promise<Browser> {
  const executablePath = chromiumProgram(given);
  if (executablePath === null)
    throw new RunnerError(
      'failed',
      given === null
        ? 'Chromium was not found. Install it (Debian: apt-get install chromium), or name its program with --chromium.'
        : `There is no program ${given}. Name Chromium's own with --chromium, or leave it out to take the installed one.`,
    );
  try {
    return await chromium.launch({ executablePath, args: quietly });
  } catch (error) {
    const [words] = String(error instanceof Error ? error.message : error).split('\n');
    throw new RunnerError('failed', `${executablePath} did not start: ${words}`, { cause: error });
  }
}
