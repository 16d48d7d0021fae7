import { type Block, code, heading, link, type Page, paragraph } from '../document.ts';

/** A part of a Markdown document that is to be typed or run. */
export interface CodeBlock {
  language: string;
  text: string;
  /** The paragraph before it. */
  words: string;
}

/** The fenced blocks of a Markdown text, with the paragraph before each. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const fences = /^```(\w+)\n([\s\S]*?)^```$/gmu;
  return [...markdown.matchAll(fences)].map((match) => ({
    language: match[1] ?? '',
    text: (match[2] ?? '').trimEnd(),
    words: markdown.slice(0, match.index).trimEnd().split(/\n\n/u).at(-1)?.replaceAll('\n', ' ') ?? '',
  }));
}

/** How a caller that is not written in TypeScript applies a batch; the blocks are those of the package's README, where they are tested. */
export function withoutTypescriptPage(readme: string): Page {
  const shown = codeBlocks(readme).filter(({ language }) => language === 'bash' || language === 'ruby');
  return {
    name: 'without-typescript',
    title: 'Without TypeScript',
    blocks: [
      paragraph(
        `${code('openapi.json')} beside this page describes what HQ serves in OpenAPI 3.1, ${code('openapi-field.json')} what Field serves, ${code('json-schema/')} every record, input and output in JSON Schema of draft 2020-12. ${link('The wire', 'wire')} says what a token holds.`,
      ),
      heading(2, 'A batch from a shell, and from Ruby', 'shell'),
      ...shown.flatMap(({ language, text, words }): Block[] => [
        paragraph(words),
        { kind: 'code', language: language === 'ruby' ? 'ruby' : 'bash', text },
      ]),
    ],
  };
}
