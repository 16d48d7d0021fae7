import { thisCheckout } from '../checkout.ts';
import { type DocumentChanges, staleDocuments, writeDocuments } from '../documents.ts';
import type { Command } from './command.ts';
import { print } from './command.ts';

/** Writes packages/contracts/docs, or says whether it is what the schemas say. */
export const docs: Command = {
  name: 'docs',
  description: 'Writes packages/contracts/docs from the schemas: pages, JSON Schema and OpenAPI',
  options: (parser) => void parser.option('--check', 'write nothing; end with 1 when a file is out of date'),
  async run({ check, json }) {
    const changes = check === true ? await staleDocuments(thisCheckout) : await writeDocuments(thisCheckout);
    const isStale = changes.written.length + changes.removed.length > 0;
    print(json === true ? JSON.stringify(changes) : check === true ? checkedText(changes) : writtenText(changes));
    return check === true && isStale ? 1 : 0;
  },
};

function checkedText({ written, removed, files }: DocumentChanges): string {
  if (written.length + removed.length === 0) return `packages/contracts/docs is what the schemas say (${files} files).`;
  return `packages/contracts/docs is out of date: ${[...written, ...removed].join(', ')}. Run: pnpm contract docs`;
}

function writtenText({ written, removed, files }: DocumentChanges): string {
  if (written.length + removed.length === 0) return `packages/contracts/docs was up to date (${files} files).`;
  const lines = [...written.map((name) => `wrote    docs/${name}`), ...removed.map((name) => `removed  docs/${name}`)];
  return `${lines.join('\n')}\nCommit packages/contracts/docs (${files} files).`;
}
