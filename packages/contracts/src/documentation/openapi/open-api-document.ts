import type { JsonSchema } from '../../lock/lock-shape.ts';
import { contractVersion, contractVersionHeader } from '../../v1/version.ts';
import { type History, titleOf } from '../history.ts';
import { refusalsOf, requestRefusals } from '../reason-facts.ts';
import { componentSchemas } from '../schemas/component-schemas.ts';
import { componentsOf, publishedSchema } from '../schemas/published-schema.ts';
import { type ServerFacts, type ServerName, servers } from '../servers.ts';
import { requestHeaders, tokenParts } from '../wire-facts.ts';
import { otherPaths } from './other-paths.ts';
import { procedurePaths } from './procedure-paths.ts';
import { errorSchema, headers, refusalResponses } from './responses.ts';

const titles: Readonly<Record<ServerName, { title: string; summary: string; servers: string; tags: readonly [string, string][] }>> = {
  hq: {
    title: 'HQ ingest',
    summary: 'How Field hands its administrative records to HQ, and how both prove that they agree.',
    servers: 'An HQ.',
    tags: [
      ['system', 'The handshake.'],
      ['records', 'Records on their way from Field to HQ.'],
      ['creations', 'What customers create in Field.'],
      ['verification', 'What HQ holds, to compare it with what Field holds.'],
      ['extracts', 'The same as files.'],
      ['administration', 'Accounts whose administration HQ keeps, for the pages of Field; and who keeps it.'],
      ['operation', 'What operators look at; no token.'],
    ],
  },
  field: {
    title: 'Field provisioning',
    summary: 'How HQ hands the accounts and projects that it creates to Field.',
    servers: 'A Field.',
    tags: [
      ['provisioning', 'Accounts and projects of HQ.'],
      ['operation', 'What operators look at; no token.'],
    ],
  },
};

/** What one server of the contract serves as an OpenAPI 3.1 document, for teams that do not write TypeScript. Without a history it does not say what is released. */
export function openApiDocument(of: ServerName = 'hq', history: History | null = null): JsonSchema {
  const server: ServerFacts = servers[of];
  const { title, summary, servers: described, tags } = titles[of];
  const variable = server.name.toLowerCase();
  const schemas = componentSchemas();
  const paths = { ...procedurePaths(server, history), ...otherPaths(server) };
  const used = componentsOf(paths, schemas);
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  const refusals = requestRefusals.filter((one) => server.procedures.some((procedure) => refusalsOf(procedure).includes(one)));
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title,
      version: contractVersion,
      summary,
      description: `Made from the schemas of @hq-field/contracts. Procedures are served by tRPC: POST, the input is the body, the output stands under \`result.data\`, errors under \`error\`. A caller passes over fields that it does not know; ${server.name} refuses those that it does not know.${history === null ? '' : ` ${titleOf(history)}.`}`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      {
        url: `{${variable}}`,
        description: described,
        variables: {
          [variable]: {
            default: server.developmentUrl,
            description: `Where ${server.name} listens; the default is the development server.`,
          },
        },
      },
    ],
    tags: tags.map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: { ...Object.fromEntries(kept.map(([name, schema]) => [name, publishedSchema(schema)])), Error: errorSchema(server) },
      responses: refusalResponses(server, refusals),
      ...(of === 'hq' ? { headers: headers() } : {}),
      parameters: { ContractVersion: versionParameter(), ...(of === 'hq' ? { ContentEncoding: encodingParameter() } : {}) },
      securitySchemes: { serviceToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: tokenWords(server) } },
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

function tokenWords(server: ServerFacts): string {
  const parts = tokenParts(server).map(({ name, where, meaning }) => `- ${where} \`${name}\`: ${meaning}`);
  const needed = Object.entries(server.scopes).map(([scope, what]) => `- scope \`${scope}\`: ${what}`);
  return ['A JWT signed with EdDSA (Ed25519), one for each request.', '', ...parts, ...needed].join('\n');
}
