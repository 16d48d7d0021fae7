/** A piece of a text: letters, `code`, or a link to an anchor. */
export type Piece = { kind: 'text'; text: string } | { kind: 'code'; text: string } | { kind: 'link'; text: string; anchor: string };

/** Takes a text of the documentation apart. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(/`([^`]+)`|\[([^\][]+)\]\(#([^)\s]+)\)/gu)) {
    if (match.index > end) found.push({ kind: 'text', text: text.slice(end, match.index) });
    const [whole, letters, label, anchor] = match;
    found.push(letters === undefined ? { kind: 'link', text: label ?? '', anchor: anchor ?? '' } : { kind: 'code', text: letters });
    end = match.index + whole.length;
  }
  if (end < text.length) found.push({ kind: 'text', text: text.slice(end) });
  return found;
}
