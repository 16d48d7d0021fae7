import { type Block, code, heading, json, link, list, type Page, paragraph } from '../document.ts';
import { exampleExchanges } from '../examples/example-exchanges.ts';
import { type History, versionWords } from '../history.ts';
import { refusalsOf } from '../reason-facts.ts';
import { type Procedure, servers } from '../servers.ts';
import { componentOf, type WordedSchema } from '../schemas/component-schemas.ts';
import { fieldTable } from './field-table.ts';

/** Every procedure of HQ with what it takes, gives and refuses. */
export function proceduresPage(schemas: Readonly<Record<string, WordedSchema>>, history: History): Page {
  return {
    name: 'procedures',
    title: 'Procedures of HQ',
    blocks: [
      paragraph(
        `Each is a POST to \`/trpc/<procedure>\`: the input is the body, the output stands in the answer under \`result.data\`. A query may also be a GET with the input as JSON in the query parameter \`input\`. ${link('The wire', 'wire')} says what every request and answer carries.`,
      ),
      ...servers.hq.procedures.flatMap((procedure) => procedureBlocks(procedure, schemas, history)),
    ],
  };
}

/** One procedure with what it takes, gives and refuses. */
export function procedureBlocks(procedure: Procedure, schemas: Readonly<Record<string, WordedSchema>>, history: History): Block[] {
  const { path, kind, scope, meaning, input, output } = procedure;
  const [takes, gives] = [schemas[componentOf(input)] ?? {}, schemas[componentOf(output)] ?? {}];
  return [
    heading(2, path, `procedure-${path}`),
    paragraph(meaning),
    list([
      `kind: ${kind}`,
      `since: ${versionWords(history, history.sinceOf(path))}`,
      `scope: ${scope === null ? 'none, any valid token will do' : link(scope, `scope-${scope}`)}`,
      `refused with: ${refusalsOf(procedure)
        .map(({ code: reason }) => link(reason, `reason-${reason}`))
        .join(', ')}`,
    ]),
    heading(3, `Input of ${path}`, `${path}.input`),
    paragraph([takes.words?.meaning, ...(takes.words?.rules ?? [])].join(' ')),
    ...tableOrNothing(takes, `${path}.input`),
    heading(3, `Output of ${path}`, `${path}.output`),
    ...('oneOf' in gives
      ? [paragraph(`One of the ${link('outcomes of a put', `schema-${componentOf(output)}`)}.`)]
      : [
          paragraph(`${gives.words?.meaning ?? ''} A caller passes over fields that it does not know.`),
          fieldTable(gives, `${path}.output`),
        ]),
    ...examples(procedure),
  ];
}

function tableOrNothing(schema: WordedSchema, anchor: string): Block[] {
  return Object.keys(schema['properties'] ?? {}).length === 0 ? [paragraph(`The body is ${code('{}')}.`)] : [fieldTable(schema, anchor)];
}

function examples({ path }: Procedure): Block[] {
  return exampleExchanges
    .filter((example) => example.path === path)
    .flatMap(({ title, input, output }) => [
      json(input, `${title}: the body of POST /trpc/${path}`),
      json({ result: { data: output } }, `${title}: the answer`),
    ]);
}
