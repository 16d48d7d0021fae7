import { code, heading, type Page, paragraph } from '../document.ts';
import { vocabularies } from '../schemas/vocabularies.ts';

/** The lists of words that fields take their values from. */
export function vocabulariesPage(): Page {
  return {
    name: 'vocabularies',
    title: 'Vocabularies',
    blocks: Object.entries(vocabularies).flatMap(([name, { meaning, values, isClosed }]) => [
      heading(2, name, `vocabulary-${name}`),
      paragraph(
        `${meaning} ${isClosed ? 'A closed list: another value is refused.' : 'An open list: another value is taken.'} ${values.length} values.`,
      ),
      paragraph(values.map(code).join(', ')),
    ]),
  };
}
