import type { JsonSchema } from '../../lock/lock-shape.ts';
import { exampleExchanges } from '../examples/example-exchanges.ts';
import { type History, versionWords } from '../history.ts';
import { refusalsOf } from '../reason-facts.ts';
import type { Procedure, ServerFacts } from '../servers.ts';
import { componentOf, componentPrefix } from '../schemas/component-schemas.ts';
import { headersOfAnswers, refusalsByStatus } from './responses.ts';

/** Each procedure as tRPC serves it: POST, the input is the body, the output stands under `result.data`. */
export function procedurePaths(server: ServerFacts, history: History | null): JsonSchema {
  return Object.fromEntries(
    server.procedures.map((procedure) => [`/trpc/${procedure.path}`, { post: operation(server, procedure, history) }]),
  );
}

function operation(server: ServerFacts, procedure: Procedure, history: History | null): JsonSchema {
  const { path, kind, scope, meaning, input, output } = procedure;
  const examples = exampleExchanges.filter((example) => example.path === path);
  const named = (value: (example: (typeof examples)[number]) => unknown) =>
    Object.fromEntries(examples.map((example, at) => [`example${at + 1}`, { summary: example.title, value: value(example) }]));
  return {
    operationId: path.replace('.', '_'),
    tags: [path.split('.')[0]],
    summary: meaning,
    description: `${kind === 'query' ? 'A query: it changes nothing.' : 'A mutation.'} ${scope === null ? 'Any token will do.' : `The token needs the scope \`${scope}\`.`}${history === null ? '' : ` Since ${versionWords(history, history.sinceOf(path))}.`}`,
    parameters: [
      { $ref: '#/components/parameters/ContractVersion' },
      ...(server.name === 'HQ' ? [{ $ref: '#/components/parameters/ContentEncoding' }] : []),
    ],
    security: [{ serviceToken: scope === null ? [] : [scope] }],
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { $ref: `${componentPrefix}${componentOf(input)}` }, examples: named((example) => example.input) },
      },
    },
    responses: {
      200: {
        description: 'Done. The output stands under result.data.',
        ...headersOfAnswers(server),
        content: {
          'application/json': {
            schema: resultOf(`${componentPrefix}${componentOf(output)}`),
            examples: named((example) => ({ result: { data: example.output } })),
          },
        },
      },
      ...refusalsByStatus(refusalsOf(procedure)),
    },
  };
}

function resultOf($ref: string): JsonSchema {
  const result = { type: 'object', properties: { data: { $ref } }, required: ['data'] };
  return { type: 'object', properties: { result }, required: ['result'] };
}
