import { gatherReport } from '../report/gather-report.ts';
import { objections, renderMigrationReport } from '../report/render-report.ts';
import { openUnitWork } from '../verification/rounds/open-unit-work.ts';
import { writeExtract } from '../verification/write-extract.ts';
import { optionalText, wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

const defaultFile = 'migration-report.html';
const defaultSettleSeconds = 30;

export const report: Command = {
  name: 'report',
  description: 'Writes one page to hand over: balance, verdicts, findings, quarantine, who accepted what, digests of both extracts.',
  options: (parser) =>
    parser
      .option('--out <file>', `the page, ${defaultFile} unless told`)
      .option(
        '--settle <seconds>',
        `how long a line of the balance that does not close is read again, ${defaultSettleSeconds} unless told`,
      ),
  async run(context, options) {
    const out = optionalText(options['out']) ?? defaultFile;
    const settleMs = (wholeNumber(options['settle'], 'settle', 0) ?? defaultSettleSeconds) * 1000;
    const onProgress = (words: string) => process.stderr.write(`${words}\n`);
    const work = await openUnitWork(context, { settleMs, signal: new AbortController().signal, onProgress });
    const gathered = await gatherReport(context, work);
    const page = renderMigrationReport(gathered);
    await writeExtract(pieces(page), out);
    const against = objections(gathered);
    answer(options, { file: out, isRight: against.length === 0, against }, [`${out} holds the report.`, ...against]);
    return against.length === 0 ? 0 : 1;
  },
};

async function* pieces(text: string): AsyncGenerator<string> {
  yield text;
}
