import type { JsonSchema } from '../../lock/lock-shape.ts';
import { type ReasonFacts, requestRefusals } from '../reason-facts.ts';
import type { ServerFacts } from '../servers.ts';
import { type HeaderFacts, responseHeaders } from '../wire-facts.ts';
import { mostIssues } from '../../v1/limits.ts';

const headerComponents = { load: 'Load', requestId: 'RequestId', retryAfter: 'RetryAfter', sunset: 'Sunset' } as const;
type HeaderKey = keyof typeof headerComponents;

const headerSchemas: Record<HeaderKey, JsonSchema> = {
  load: { type: 'number', minimum: 0 },
  requestId: { type: 'string', format: 'uuid' },
  retryAfter: { type: 'integer', minimum: 0 },
  sunset: { type: 'string' },
};

/** components.headers */
export function headers(): JsonSchema {
  return Object.fromEntries(
    (Object.keys(headerComponents) as HeaderKey[]).map((key) => {
      const { meaning, example, isAlwaysThere }: HeaderFacts = responseHeaders[key];
      const schema = headerSchemas[key];
      const shown = schema['type'] === 'string' ? example : Number(example);
      return [headerComponents[key], { description: meaning, required: isAlwaysThere, schema, example: shown }];
    }),
  );
}

/** References to the headers of an answer. */
export function headersOf(...keys: HeaderKey[]): JsonSchema {
  return Object.fromEntries(keys.map((key) => [responseHeaders[key].name, { $ref: `#/components/headers/${headerComponents[key]}` }]));
}

/** The headers of every answer of a server; Field's have none that the contract knows. */
export function headersOfAnswers({ name }: ServerFacts, ...more: HeaderKey[]): JsonSchema {
  return name === 'HQ' ? { headers: headersOf('load', 'requestId', 'sunset', ...more) } : {};
}

/** The error that every refused request is answered with, in tRPC's form. */
export function errorSchema({ name }: ServerFacts): JsonSchema {
  const issue = {
    type: 'object',
    description: 'One place of a request that the contract refuses. Values are never repeated: they may be personal data.',
    properties: { path: { type: 'array', items: { type: ['string', 'integer'] } }, message: { type: 'string' } },
    required: ['path', 'message'],
  };
  const data = {
    type: 'object',
    properties: {
      code: { type: 'string', description: "tRPC's name of the status." },
      httpStatus: { type: 'integer', description: 'Status of the answer.' },
      path: { type: ['string', 'null'], description: 'The procedure or extract that was asked for.' },
      reason: {
        type: 'string',
        enum: requestRefusals.map(({ code }) => code),
        description: 'What programs look at; its fate says what to do.',
      },
      issues: {
        type: 'array',
        items: issue,
        description: `Places that do not fit, the first ${mostIssues} and one that says so when there are more; empty unless reason is request_invalid or limit_exceeded.`,
      },
    },
    required: ['code', 'httpStatus', 'reason', 'issues'],
  };
  const error = {
    type: 'object',
    properties: {
      message: { type: 'string', description: 'What is wrong and what to do, for people.' },
      code: { type: 'integer', description: 'JSON-RPC number of the status.' },
      data,
    },
    required: ['message', 'code', 'data'],
  };
  return { type: 'object', description: `A request that ${name} refuses as a whole.`, properties: { error }, required: ['error'] };
}

/** components.responses: one a status, each with the reasons it is given for. */
export function refusalResponses(server: ServerFacts, refusals: readonly ReasonFacts[]): JsonSchema {
  const statuses = [...new Set(refusals.map(statusOf))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = refusals.filter((one) => statusOf(one) === status);
      const waits = ofStatus.some(({ code }) => code === 'overloaded' || code === 'unavailable');
      return [
        `Refused${status}`,
        {
          description: ofStatus.map(({ code, fate, meaning }) => `\`${code}\` (${fate}): ${meaning}`).join(' '),
          ...headersOfAnswers(server, ...(waits ? (['retryAfter'] as const) : [])),
          content: { 'application/json': { schema: refusalSchema(ofStatus), example: refusalExample(server, ofStatus) } },
        },
      ];
    }),
  );
}

/** References to them, by status. */
export function refusalsByStatus(refusals: readonly ReasonFacts[]): JsonSchema {
  return Object.fromEntries(refusals.map((one) => [statusOf(one), { $ref: `#/components/responses/Refused${statusOf(one)}` }]));
}

function statusOf({ refusal }: ReasonFacts): string {
  return String(refusal?.status);
}

function refusalSchema(refusals: readonly ReasonFacts[]): JsonSchema {
  const object = (properties: JsonSchema): JsonSchema => ({ type: 'object', properties });
  const data = object({
    httpStatus: { const: refusals[0]?.refusal?.status },
    code: { const: refusals[0]?.refusal?.name },
    reason: { enum: refusals.map(({ code }) => code) },
  });
  return { allOf: [{ $ref: '#/components/schemas/Error' }, object({ error: object({ data }) })] };
}

function refusalExample({ procedures, caller }: ServerFacts, [first]: readonly ReasonFacts[]): JsonSchema {
  const { name, status, rpcCode } = first?.refusal ?? {};
  const issues =
    first?.code === 'request_invalid' ? [{ path: ['source'], message: `Invalid input: expected "${caller.toLowerCase()}"` }] : [];
  const data = {
    code: name,
    httpStatus: status,
    path: procedures.find(({ kind }) => kind === 'mutation')?.path,
    reason: first?.code,
    issues,
  };
  return { error: { message: first?.meaning, code: rpcCode, data } };
}
