import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { FieldPages } from './field-pages.ts';
import type { Flow, Systems, Walk } from './flow.ts';
import { HqConsole } from './hq-console.ts';

export interface StepReport {
  words: string;
  /** Whether it puts something back. */
  isUndo: boolean;
  seconds: number;
  /** null: it worked. */
  failure: string | null;
  /** Pictures of the pages that it went to, as they stood at its end, below the report's folder. */
  pictures: string[];
}

export interface FlowReport {
  name: string;
  title: string;
  passed: boolean;
  seconds: number;
  steps: StepReport[];
}

/** High enough for what matters on a page: a picture of more than is in view takes several times as long. */
const viewport = { width: 1200, height: 1400 };
/** How long one click may take; what crosses between the systems has the patience of the run. */
const clickMs = 15_000;

/** Runs flows one after the other, each in a browser session of its own. Pictures go to `folder`. */
export async function runSmoke(
  browser: Browser,
  flows: readonly Flow[],
  systems: Systems,
  { folder, onStep }: { folder: string; onStep: (flow: Flow, step: StepReport) => void },
): Promise<FlowReport[]> {
  const reports: FlowReport[] = [];
  for (const flow of flows) {
    const pictures = join(folder, flow.name);
    await rm(pictures, { recursive: true, force: true });
    await mkdir(pictures, { recursive: true });
    reports.push(await runFlow(browser, flow, systems, pictures, (step) => onStep(flow, step)));
  }
  return reports;
}

async function runFlow(
  browser: Browser,
  flow: Flow,
  systems: Systems,
  pictures: string,
  onStep: (step: StepReport) => void,
): Promise<FlowReport> {
  const begun = performance.now();
  const session = await browser.newContext({ javaScriptEnabled: false, viewport });
  session.setDefaultTimeout(clickMs);
  const [fieldPage, consolePage] = [await session.newPage(), await session.newPage()];
  // Only the pages of a step that went somewhere are worth a picture.
  const moved = new Map<Page, 'field' | 'hq'>();
  fieldPage.on('framenavigated', () => moved.set(fieldPage, 'field'));
  consolePage.on('framenavigated', () => moved.set(consolePage, 'hq'));
  const steps: StepReport[] = [];
  const undos: { words: string; act: () => Promise<void> }[] = [];

  async function step<T>(words: string, isUndo: boolean, act: () => Promise<T>): Promise<T> {
    const began = performance.now();
    let failure: string | null = null;
    try {
      return await act();
    } catch (error) {
      failure = inOneLine(error);
      throw error;
    } finally {
      const taken = await Promise.all(
        [...moved].map(([page, side]) =>
          picture(page, { path: join(pictures, `${steps.length + 1}-${side}.png`), fullPage: failure !== null }),
        ),
      );
      moved.clear();
      const report = {
        words,
        isUndo,
        seconds: (performance.now() - began) / 1000,
        failure,
        pictures: taken.filter((path) => path !== null).map((path) => `${flow.name}/${basename(path)}`),
      };
      steps.push(report);
      onStep(report);
    }
  }

  const walk: Walk = {
    field: new FieldPages(fieldPage, systems.field),
    console: new HqConsole(consolePage, systems.console),
    systems,
    tag: randomBytes(4).toString('hex'),
    step: (words, act) => step(words, false, act),
    undo: (words, act) => undos.push({ words, act }),
  };
  const tried = [await attempt(() => flow.run(walk))];
  for (const { words, act } of undos.toReversed()) tried.push(await attempt(() => step(words, true, act)));
  await session.close();
  return {
    name: flow.name,
    title: flow.title,
    passed: tried.every(Boolean),
    seconds: (performance.now() - begun) / 1000,
    steps,
  };
}

/** A step that failed has said so in its report. */
async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch {
    return false;
  }
}

/** The file that was written; null when the page can no longer be shown. */
async function picture(page: Page, options: { path: string; fullPage: boolean }): Promise<string | null> {
  try {
    await page.screenshot(options);
    return options.path;
  } catch {
    return null;
  }
}

/** Playwright adds a log of what it tried; its first line says what was wrong. */
function inOneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return stripVTControlCharacters(message.split('\n')[0] ?? '').slice(0, 500);
}
