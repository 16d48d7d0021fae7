/** Text that is safe inside an element or a quoted attribute of HTML and SVG. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}
