import { gatherReport } from '../report/gather-report.ts';
import { objections, renderMigrationReport } from '../report/render-report.ts';
import { openUnitWork } from '../verification/rounds/open-unit-work.ts';
import { checkPlace } from '../verification/write-extract.ts';
import { wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';
import { outOf, writeOut } from './write-out.ts';

const defaultFile = 'migration-report.html';
const defaultSettleSeconds = 30;

export const report: Command = {
  name: 'report',
  description: 'Writes one page to hand over: balance, verdicts, findings, quarantine, who accepted what, digests of both extracts.',
  options: (parser) =>
    parser
      .option('--out <file>', `the page, ${defaultFile} unless told, or - for standard output`)
      .option(
        '--settle <seconds>',
        `how long a line of the balance that does not close is read again, ${defaultSettleSeconds} unless told`,
      ),
  async run(context, options) {
    const out = outOf(options, defaultFile);
    const settleMs = (wholeNumber(options['settle'], 'settle', 0) ?? defaultSettleSeconds) * 1000;
    if (out !== '-') await checkPlace(out);
    const onProgress = (words: string) => process.stderr.write(`${words}\n`);
    const work = await openUnitWork(context, { settleMs, signal: new AbortController().signal, onProgress });
    const gathered = await gatherReport(context, work);
    const page = renderMigrationReport(gathered);
    const against = objections(gathered);
    await writeOut(options, out, page, { isRight: against.length === 0, against }, (place) => [`${place} holds the report.`, ...against]);
    return against.length === 0 ? 0 : 1;
  },
};
