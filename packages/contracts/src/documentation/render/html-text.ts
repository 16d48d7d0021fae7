/** Text that is safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON with its names and values told apart by colour. */
export function colouredJson(text: string): string {
  const parts = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?\b/gu;
  let [shown, end] = ['', 0];
  for (const match of text.matchAll(parts)) {
    const [whole, quoted, colon] = match;
    shown += escapeHtml(text.slice(end, match.index));
    const kind = quoted === undefined ? 'value' : colon === undefined ? 'text' : 'name';
    shown += `<span class="${kind}">${escapeHtml(quoted ?? whole)}</span>${colon ?? ''}`;
    end = match.index + whole.length;
  }
  return shown + escapeHtml(text.slice(end));
}
