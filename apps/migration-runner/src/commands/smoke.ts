import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../config.ts';
import { startChromium } from '../smoke/chromium.ts';
import { flows } from '../smoke/flows/index.ts';
import { type FlowReport, runSmoke } from '../smoke/run-smoke.ts';
import { keepSmokeRun } from '../smoke/smoke-runs.ts';
import { renderSmoke } from '../smoke/smoke-html.ts';
import { optionalText, wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';
import { makeOut } from './write-out.ts';

const folder = join(import.meta.dirname, '..', '..', '..', '..', '.smoke');

export const smoke: Command = {
  name: 'smoke',
  description: `Drives Chromium through Field's and HQ's pages as people use them, and puts back what it did: ${flows.map(({ name }) => name).join(', ')}.`,
  options: (parser) =>
    parser
      .argument('[flows...]', 'the flows to run, all unless told')
      .option('--url <url>', "Field's pages; FIELD_PAGES_URL unless told")
      .option('--console <url>', "HQ's console; HQ_URL with /console unless told")
      .option('--administrator <email>', 'an administrator of an account in Field; the first that Field proposes who has one unless told')
      .option('--operator <email>', "an operator of HQ's console", 'operator@example.com')
      .option('--hq-enabled', 'what is administered in Field must be kept by HQ, as it is after the release')
      .option('--patience <seconds>', 'how long a change may take from one side to the other', '30')
      .option('--chromium <file>', 'the program of Chromium, where it does not stand in its usual place')
      .option('--out <folder>', 'where the report and its pictures go, .smoke unless told'),
  async run(context, options) {
    const chosen = options.words.length === 0 ? flows : options.words.map(named);
    const out = optionalText(options['out']) ?? folder;
    const systems = {
      field: address(options['url'] ?? context.config.fieldPagesUrl, 'url'),
      console: address(options['console'] ?? `${context.config.hqUrl}/console`, 'console'),
      administrator: optionalText(options['administrator']) ?? null,
      operator: String(options['operator']),
      hqEnabled: options['hqEnabled'] === true,
      patienceMs: (wholeNumber(options['patience'], 'patience', 1) ?? 30) * 1000,
    };
    await makeOut(out);
    const browser = await startChromium(optionalText(options['chromium']) ?? null);
    try {
      const reports = await runSmoke(browser, chosen, systems, {
        folder: out,
        onStep: (flow, { words, isUndo, seconds, failure }) =>
          process.stderr.write(
            `${failure === null ? '  ok   ' : '  FAILS'} ${flow.name}: ${isUndo ? 'put back: ' : ''}${words} (${seconds.toFixed(1)} s)${failure === null ? '' : `\n         ${failure}`}\n`,
          ),
      });
      await keepSmokeRun(await context.runner(), reports, systems.hqEnabled);
      const at = new Date();
      await writeFile(join(out, 'report.html'), renderSmoke(reports, at));
      await writeFile(join(out, 'report.json'), `${JSON.stringify({ at, flows: reports }, null, 2)}\n`);
      answer(options, { at, passed: reports.every(({ passed }) => passed), report: join(out, 'report.html'), flows: reports }, [
        ...reports.map(inWords),
        `The report is ${join(out, 'report.html')}.`,
      ]);
      return reports.every(({ passed }) => passed) ? 0 : 1;
    } finally {
      await browser.close();
    }
  },
};

function named(name: string) {
  const found = flows.find((flow) => flow.name === name);
  if (found === undefined) throw new UsageError(`There is no smoke test \`${name}\`. Known: ${flows.map((one) => one.name).join(', ')}.`);
  return found;
}

function address(value: unknown, option: string): string {
  const text = String(value);
  if (!/^https?:\/\//u.test(text) || !URL.canParse(text))
    throw new UsageError(`Expected \`--${option}\` to be a URL like http://127.0.0.1:4020, got \`${text}\`.`);
  return text.replace(/\/+$/u, '');
}

function inWords({ name, passed, seconds, steps }: FlowReport): string {
  const failure = steps.find((step) => step.failure !== null);
  return `${passed ? '  passed' : '  FAILED'}  ${name}, ${seconds.toFixed(1)} s${failure === undefined ? '' : `: ${failure.words}: ${failure.failure}`}`;
}
