import type { JsonSchema } from '../../lock/lock-shape.ts';
import { extractNames } from '../../v1/extracts/index.ts';
import { refusalsOf } from '../reason-facts.ts';
import type { ServerFacts } from '../servers.ts';
import { headersOf, refusalsByStatus } from './responses.ts';

/** The extracts, and what operators look at. */
export function otherPaths({ name }: ServerFacts): JsonSchema {
  const alive = 'Whether the process is alive.';
  if (name === 'Field') return { '/healthz': { get: operatorPage('healthz', alive, { 200: state('alive', ['alive'], {}, {}) }) } };
  return {
    '/extracts/{name}.csv': { get: extract() },
    '/healthz': { get: operatorPage('healthz', alive, { 200: state('alive', ['alive']) }) },
    '/readyz': {
      get: operatorPage('readyz', 'Whether the server takes requests: its database answers and holds every migration.', {
        200: state('ready', ['ready']),
        503: state('not ready', ['not ready'], { reason: { type: 'string', description: 'What is missing.' } }),
      }),
    },
    '/metrics': {
      get: operatorPage('metrics', 'Figures in the text format of Prometheus.', {
        200: {
          description: 'The figures.',
          headers: headersOf('load', 'requestId'),
          content: { 'text/plain': { schema: { type: 'string' } } },
        },
      }),
    },
  };
}

function extract(): JsonSchema {
  const name = { name: 'name', in: 'path', required: true, description: 'Which extract.', schema: { type: 'string', enum: extractNames } };
  return {
    operationId: 'extracts_read',
    tags: ['extracts'],
    summary: 'A neutral extract of everything that HQ holds from Field.',
    description:
      'RFC 4180, UTF-8, LF, header first, null as an empty unquoted field and the empty text as "", sorted bytewise by the key columns. The token needs the scope `verify`; its claim bh is of no bytes.',
    parameters: [name, { $ref: '#/components/parameters/ContractVersion' }],
    security: [{ serviceToken: ['verify'] }],
    responses: {
      200: {
        description: 'The file, streamed.',
        headers: headersOf('load', 'requestId', 'sunset'),
        content: {
          'text/csv': {
            schema: { type: 'string' },
            example: 'email,autodesk_id,oxygen_uid\nann.smith@example.com,asmith,201509281330042\n',
          },
        },
      },
      ...refusalsByStatus(refusalsOf({ path: 'extracts.read', scope: 'verify' })),
    },
  };
}

function operatorPage(operationId: string, summary: string, responses: JsonSchema): JsonSchema {
  return { operationId, tags: ['operation'], summary, security: [], responses };
}

function state(
  description: string,
  values: readonly string[],
  more: Record<string, JsonSchema> = {},
  headers = headersOf('load', 'requestId'),
): JsonSchema {
  const properties = { status: { type: 'string', enum: values }, ...more };
  const schema = { type: 'object', properties, required: Object.keys(properties) };
  const example = { status: values[0], ...(more['reason'] === undefined ? {} : { reason: 'the HQ database does not answer' }) };
  return { description, headers, content: { 'application/json': { schema, example } } };
}
