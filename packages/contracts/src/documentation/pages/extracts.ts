import { type Entity, entityNames } from '../../v1/entities/index.ts';
import {
  columnForm,
  columnForms,
  extractColumns,
  type ExtractName,
  extractNames,
  extracts,
  rowColumns,
  rowKeyLength,
} from '../../v1/extracts/index.ts';
import { type Block, code, heading, link, list, type Page, paragraph, table } from '../document.ts';

/** The neutral rows of each entity, and the files that are made of them. */
export function extractsPage(): Page {
  return {
    name: 'extracts',
    title: 'Rows and extracts',
    blocks: [
      paragraph(
        'Both systems write what they hold as rows without local ids, each with SQL of its own, so that the two can be compared by digest, row by row, or with any tool that compares files.',
      ),
      heading(2, 'Canonical form', 'canonical-form'),
      list([
        'A file: `GET /extracts/<name>.csv`, scope verify. RFC 4180, UTF-8, LF, header first, null as an empty unquoted field, the empty text as `""`, sorted bytewise by the key columns.',
        'A row of verification.rows: its values in the order of the columns, null is null. Its key: the key columns joined by U+001F.',
        "A digest line: the row's columns joined by U+001F, null written as U+001E, UTF-8. A digest: the sum over the rows of the first 60 bits of the MD5 of their lines, as a decimal number; the order of the rows does not matter.",
      ]),
      heading(2, 'Forms of values', 'forms'),
      table(
        ['form', 'how a value is written'],
        Object.entries(columnForms).map(([form, words]) => ({ anchor: `form-${form}`, cells: [code(form), words] })),
      ),
      ...extractNames.flatMap(extractBlocks),
    ],
  };
}

function extractBlocks(name: ExtractName): Block[] {
  const { entity } = extracts[name];
  const inFile = extractColumns(name).length;
  const key = rowColumns[entity].slice(0, rowKeyLength[entity]);
  const some = inFile < rowColumns[entity].length;
  return [
    heading(2, `${name}.csv`, `extract-${name}`),
    paragraph(
      `Rows of ${link(entity, `entity-${entity}`)}. Key: ${key.map(code).join(', ')}.${some ? ` The file has the first ${inFile} columns; verification.rows and the digests have them all.` : ''}`,
    ),
    table(
      ['column', 'form', 'field', ...(some ? ['in the file'] : [])],
      rowColumns[entity].map((column, at) => ({
        anchor: `${name}.${column}`,
        cells: [
          code(column),
          link(columnForm(column), `form-${columnForm(column)}`),
          fieldOf(entity, column),
          ...(some ? [at < inFile ? 'yes' : 'no'] : []),
        ],
      })),
    ),
  ];
}

/** Columns that do not have the name of their field. */
const otherNames: Readonly<Record<string, string>> = {
  'account.account': 'envelope.externalId',
  'project.project': 'envelope.externalId',
  'user.email_as_written': 'user.email',
  'company.name_key': 'company.name',
  'accountMember.email': 'user.email',
  'projectMember.email': 'user.email',
  'accountMember.company': 'company.name',
  'projectCompany.company': 'company.name',
  'projectMember.company': 'company.name',
};

/** The field that a column shows, as a link to it. */
function fieldOf(entity: Entity, column: string): string {
  const own = `${entity}.${column.replace(/_(\w)/gu, (_match, letter: string) => letter.toUpperCase())}`;
  const name = otherNames[`${entity}.${column}`] ?? own;
  const isParents = name.split('.')[0] !== entity && entityNames.some((known) => name.startsWith(`${known}.`));
  return `${link(name, name)}${isParents ? ' of the parent' : ''}`;
}
