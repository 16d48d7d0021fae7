import { provisionedPerson, putOutput } from '../../v1/procedures/provisioning.ts';
import { type Block, code, heading, link, list, type Page, paragraph, table } from '../document.ts';
import type { History } from '../history.ts';
import { componentOf, type WordedSchema } from '../schemas/component-schemas.ts';
import { servers } from '../servers.ts';
import { fieldTable } from './field-table.ts';
import { procedureBlocks } from './procedures.ts';

/** What Field serves: procedures that HQ calls. */
export function provisioningPage(schemas: Readonly<Record<string, WordedSchema>>, history: History): Page {
  const { issuer, audience, scopes, procedures } = servers.field;
  const branches = (schemas[componentOf(putOutput)]?.['oneOf'] ?? []) as WordedSchema[];
  return {
    name: 'provisioning',
    title: 'Procedures of Field',
    blocks: [
      paragraph(
        `HQ puts the accounts and projects that it has created or changed to Field. ${link('The wire', 'wire')} is the same in this direction, with these differences:`,
      ),
      list([
        `the token's ${code('iss')} is ${code(issuer)} and its ${code('aud')} ${code(audience)}; it is signed with HQ's key, and Field holds the public half`,
        'bodies are not compressed',
        'answers carry none of the headers of HQ',
      ]),
      table(
        ['scope', 'opens'],
        Object.entries(scopes).map(([scope, what]) => ({ anchor: `scope-${scope}`, cells: [code(scope), what] })),
      ),
      ...procedures.flatMap((procedure) => procedureBlocks(procedure, schemas, history)),
      ...outcomeBlocks(branches),
      ...personBlocks(schemas),
    ],
  };
}

function outcomeBlocks(branches: readonly WordedSchema[]): Block[] {
  return [
    heading(2, 'Outcomes of a put', `schema-${componentOf(putOutput)}`),
    ...branches.flatMap((branch) => {
      const { outcome } = branch['properties'] as { outcome: { const: string } };
      const anchor = `provisioning-${outcome.const}`;
      return [heading(3, outcome.const, anchor), paragraph(branch.words?.meaning ?? ''), fieldTable(branch, anchor)];
    }),
  ];
}

function personBlocks(schemas: Readonly<Record<string, WordedSchema>>): Block[] {
  const name = componentOf(provisionedPerson);
  return [heading(2, name, `schema-${name}`), paragraph(schemas[name]?.words?.meaning ?? ''), fieldTable(schemas[name] ?? {}, name)];
}
