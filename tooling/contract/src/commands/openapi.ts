import { writeFile } from 'node:fs/promises';
import { historyOf, jsonText, openApiDocument } from '@hq-field/contracts/documentation';
import { Option } from 'commander';
import { thisCheckout } from '../checkout.ts';
import { readFrozen } from '../frozen.ts';
import { ToolError, UsageError } from '../tool-error.ts';
import type { Command } from './command.ts';
import { print } from './command.ts';

/** Prints the OpenAPI document, or writes it to a file. */
export const openapi: Command = {
  name: 'openapi',
  description: 'Prints what HQ or Field serves as an OpenAPI 3.1 document, or writes it to a file',
  options: (parser) =>
    void parser
      .addOption(new Option('--of <server>', 'whose procedures').choices(['hq', 'field']).default('hq'))
      .option('--out <file>', 'write it there instead of printing it'),
  async run({ of, out, json }) {
    const { versions } = await readFrozen(thisCheckout);
    const document = openApiDocument(of === 'field' ? 'field' : 'hq', historyOf(versions.map(({ lock }) => lock)));
    if (typeof out !== 'string') {
      print(jsonText(document));
      return 0;
    }
    await write(out, jsonText(document));
    const paths = Object.keys(document['paths'] as object).length;
    print(json === true ? JSON.stringify({ file: out, paths }) : `Wrote ${out} (${paths} paths).`);
    return 0;
  },
};

async function write(file: string, text: string): Promise<void> {
  if (file === '') throw new UsageError('--out needs the name of a file.');
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new ToolError(
      `${file} cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'no code'}). Name a file in a folder that exists.`,
      {
        cause,
      },
    );
  }
}
