import type { JsonSchema } from '../../lock/lock-shape.ts';
import { scopes } from '../../v1/tokens.ts';
import { contractVersion, contractVersionHeader } from '../../v1/version.ts';
import { refusalsOf } from '../reason-facts.ts';
import { componentSchemas } from '../schemas/component-schemas.ts';
import { publishedSchema } from '../schemas/published-schema.ts';
import { requestHeaders, tokenParts } from '../wire-facts.ts';
import { otherPaths } from './other-paths.ts';
import { procedurePaths } from './procedure-paths.ts';
import { errorSchema, headers, refusalResponses } from './responses.ts';

/** The contract as an OpenAPI 3.1 document, for callers that are not written in TypeScript. */
export function openApiDocument(): JsonSchema {
  const refusals = refusalsOf('ingest');
  const schemas = Object.entries(componentSchemas()).map(([name, schema]) => [name, publishedSchema(schema)]);
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'HQ ingest',
      version: contractVersion,
      summary: 'How Field hands its administrative records to HQ, and how both prove that they agree.',
      description:
        'Made from the schemas of @hq-field/contracts. Procedures are served by tRPC: POST, the input is the body, the output stands under `result.data`, errors under `error`. A caller passes over fields that it does not know; HQ refuses those that it does not know.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      {
        url: '{hq}',
        description: 'An HQ.',
        variables: { hq: { default: 'http://127.0.0.1:4010', description: 'Where HQ listens; the default is the development server.' } },
      },
    ],
    tags: [
      { name: 'system', description: 'The handshake.' },
      { name: 'records', description: 'Records on their way from Field to HQ.' },
      { name: 'verification', description: 'What HQ holds, to compare it with what Field holds.' },
      { name: 'extracts', description: 'The same as files.' },
      { name: 'operation', description: 'What operators look at; no token.' },
    ],
    paths: { ...procedurePaths(), ...otherPaths() },
    components: {
      schemas: { ...Object.fromEntries(schemas), Error: errorSchema(refusals) },
      responses: refusalResponses(refusals),
      headers: headers(),
      parameters: { ContractVersion: versionParameter(), ContentEncoding: encodingParameter() },
      securitySchemes: { serviceToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: tokenWords() } },
    },
  };
}

function versionParameter(): JsonSchema {
  return { ...parameter(contractVersionHeader), required: true, schema: { type: 'string' }, example: contractVersion };
}

function encodingParameter(): JsonSchema {
  return { ...parameter('content-encoding'), schema: { type: 'string', enum: ['gzip', 'identity'], default: 'identity' } };
}

function parameter(name: string): JsonSchema {
  return { name, in: 'header', description: requestHeaders.find((header) => header.name === name)?.meaning };
}

function tokenWords(): string {
  const parts = tokenParts.map(({ name, where, meaning }) => `- ${where} \`${name}\`: ${meaning}`);
  const needed = Object.entries(scopes).map(([scope, what]) => `- scope \`${scope}\`: ${what}`);
  return ['A JWT signed with EdDSA (Ed25519), one for each request.', '', ...parts, ...needed].join('\n');
}
