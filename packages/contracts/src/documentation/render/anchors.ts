import type { Block, Page } from '../document.ts';
import { pieces } from './inline.ts';

/** Every anchor with the page that it stands on. Throws when two are the same. */
export function anchorsOf(pages: readonly Page[]): Map<string, string> {
  const anchors = new Map<string, string>();
  for (const { name, blocks } of pages) {
    for (const anchor of [name, ...blocks.flatMap(anchorsIn)]) {
      if (anchors.has(anchor)) throw new Error(`Two places of the documentation have the anchor ${anchor}: give one of them another.`);
      anchors.set(anchor, name);
    }
  }
  return anchors;
}

/** Links that lead nowhere. */
export function deadLinks(pages: readonly Page[]): string[] {
  const anchors = anchorsOf(pages);
  return pages
    .flatMap(({ blocks }) => blocks.flatMap(textsIn))
    .flatMap(pieces)
    .flatMap((piece) => (piece.kind === 'link' && !anchors.has(piece.anchor) ? [piece.anchor] : []));
}

function anchorsIn(block: Block): string[] {
  if (block.kind === 'heading') return [block.anchor];
  return block.kind === 'table' ? block.rows.flatMap(({ anchor }) => (anchor === undefined ? [] : [anchor])) : [];
}

function textsIn(block: Block): string[] {
  if (block.kind === 'table') return block.rows.flatMap(({ cells }) => cells);
  if (block.kind === 'list') return [...block.items];
  return block.kind === 'paragraph' ? [block.text] : [];
}
