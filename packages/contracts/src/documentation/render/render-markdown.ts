import type { Block, Page } from '../document.ts';
import { anchorsOf } from './anchors.ts';
import { pieces } from './inline.ts';

const note = 'Made from the schemas by `pnpm contract docs`; change the schemas and their words, not this file.';

/** One Markdown text a page. Links lead to the file that holds their anchor. */
export function renderMarkdown(pages: readonly Page[]): Map<string, string> {
  const anchors = anchorsOf(pages);
  return new Map(
    pages.map((page) => {
      const inline = (text: string) => inlineText(text, page.name, anchors);
      const blocks = page.blocks.map((block) => blockText(block, inline));
      return [`${page.name}.md`, `# ${page.title}\n\n${note}\n\n${blocks.join('\n\n')}\n`];
    }),
  );
}

/** The list of pages. */
export function markdownIndex(pages: readonly Page[], title: string): string {
  const lines = pages.map(({ name, title, blocks }) => {
    const parts = blocks.flatMap((block) => (block.kind === 'heading' && block.level === 2 ? [block.text] : []));
    return `- [${title}](${name}.md): ${parts.join(', ')}`;
  });
  const others = [
    '- [index.html](index.html): all of it on one page, for a browser',
    '- [openapi.json](openapi.json): every procedure, extract and page of operators of HQ in OpenAPI 3.1',
    '- [openapi-field.json](openapi-field.json): the same of Field',
    '- [json-schema](json-schema): every record, input and output in JSON Schema of draft 2020-12',
  ];
  return `# ${title}\n\n${note}\n\n${lines.join('\n')}\n\n${others.join('\n')}\n`;
}

type Inline = (text: string) => string;

function blockText(block: Block, inline: Inline): string {
  if (block.kind === 'heading') return `<a id="${block.anchor}"></a>\n\n${'#'.repeat(block.level)} ${inline(block.text)}`;
  if (block.kind === 'paragraph') return inline(block.text);
  if (block.kind === 'list') return block.items.map((item) => `- ${inline(item)}`).join('\n');
  if (block.kind === 'code')
    return `${block.title === undefined ? '' : `${block.title}:\n\n`}\`\`\`${block.language}\n${block.text}\n\`\`\``;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = block.rows.map(({ anchor, cells }) => {
    const [first = '', ...others] = cells.map((cell) => inline(cell).replaceAll('|', '\\|'));
    return line([anchor === undefined ? first : `<a id="${anchor}"></a>${first}`, ...others]);
  });
  return [line(block.columns), line(block.columns.map(() => '---')), ...rows].join('\n');
}

function inlineText(text: string, page: string, anchors: ReadonlyMap<string, string>): string {
  return pieces(text)
    .map((piece) => {
      if (piece.kind === 'code') return `\`${piece.text}\``;
      if (piece.kind === 'text') return piece.text.replace(/[<>*[\]]/gu, (letter) => `\\${letter}`);
      const holder = anchors.get(piece.anchor) ?? page;
      const isWhole = holder === piece.anchor;
      return `[${piece.text}](${holder === page ? '' : `${holder}.md`}${isWhole && holder !== page ? '' : `#${piece.anchor}`})`;
    })
    .join('');
}
