import { limits } from '../../v1/limits.ts';
import { helloOutput } from '../../v1/procedures/hello.ts';
import { contractVersionHeader } from '../../v1/version.ts';
import { words } from '../../v1/words.ts';
import { code, count, heading, json, link, list, type Page, paragraph, table } from '../document.ts';
import type { History } from '../history.ts';
import { reasonFacts } from '../reason-facts.ts';
import { servers } from '../servers.ts';
import { type HeaderFacts, requestHeaders, responseHeaders, tokenParts } from '../wire-facts.ts';

/** What every request and answer carries. */
export function wirePage(history: History): Page {
  return {
    name: 'wire',
    title: 'The wire',
    blocks: [
      paragraph(
        `HTTP with JSON in UTF-8. ${link('Procedures', 'procedures')} are POSTs to ${code('/trpc/<procedure>')}, served by tRPC without batching: the body is the input itself, no envelope around it.`,
      ),
      heading(2, 'Headers of a request', 'request-headers'),
      headerTable(requestHeaders),
      heading(2, 'Headers of an answer', 'response-headers'),
      headerTable(Object.values(responseHeaders)),
      heading(2, 'Service tokens', 'tokens'),
      paragraph(
        'A JWT in `authorization: Bearer`, signed with EdDSA (Ed25519), made for one request. The clocks of caller and HQ may differ by 5 seconds.',
      ),
      table(
        ['name', 'part', 'meaning'],
        tokenParts(servers.hq).map(({ name, where, meaning }) => ({ anchor: `token-${name}`, cells: [code(name), where, meaning] })),
      ),
      table(
        ['scope', 'opens'],
        Object.entries(servers.hq.scopes).map(([scope, what]) => ({ anchor: `scope-${scope}`, cells: [code(scope), what] })),
      ),
      heading(2, 'Answers', 'answers'),
      paragraph('Status 200: the output stands under `result.data`. A caller passes over fields that it does not know.'),
      paragraph(
        'Any other status: the request was refused as a whole, and nothing of it was done. `data.reason` is what programs look at; its fate says what to do.',
      ),
      json(refusal(), 'A refused request, status 400'),
      table(
        ['status', 'reasons'],
        statuses().map(([status, reasons]) => ({
          anchor: `status-${status}`,
          cells: [String(status), reasons.map((reason) => link(reason, `reason-${reason}`)).join(', ')],
        })),
      ),
      paragraph(
        `Another method than POST, or GET for a query, is refused with status 405 and the reason ${link('request_invalid', 'reason-request_invalid')}.`,
      ),
      heading(2, 'Versions and sunset', 'versions'),
      list([
        `The newest released version is ${history.released}, in semantic versioning. A caller states the version it was built with in ${code(contractVersionHeader)}.`,
        ...waiting(history),
        `Within a major version older and newer sides work together: HQ goes first, and a caller uses what is new once ${link('system.hello', 'procedure-system.hello')} states the version.`,
        `Another major version is refused with ${link('contract_mismatch', 'reason-contract_mismatch')}, which names both versions. Two majors may be served side by side.`,
        'The day on which a major version is no longer served stands in `sunset` of system.hello and in the header `sunset` of every answer.',
      ]),
      heading(2, 'Pressure', 'pressure'),
      list([
        'Every answer carries the load. Beyond its tolerance HQ answers 429 with `retry-after`; nothing of such a request was done.',
        'Sending the same batch again is always safe: what HQ has already is `unchanged`, what is older is `stale`.',
      ]),
      heading(2, 'Limits of one request', 'limits'),
      table(
        ['limit', 'value', 'meaning'],
        Object.entries(limits).map(([name, value]) => ({ anchor: `limit-${name}`, cells: [code(name), count(value), limitWords(name)] })),
      ),
    ],
  };
}

/** What is told here and not released yet. */
function waiting({ next, sinceOf }: History): string[] {
  if (next === null) return [];
  const procedures = [...servers.hq.procedures, ...servers.field.procedures]
    .map(({ path }) => path)
    .filter((path) => sinceOf(path) === next);
  const named = procedures.map((path) => link(path, `procedure-${path}`)).join(', ');
  return [
    `These pages also say what waits for ${next}, which is not released: a server that has it states the older version until then.${named === '' ? '' : ` The procedures of it: ${named}.`}`,
  ];
}

function headerTable(headers: readonly HeaderFacts[]) {
  return table(
    ['header', 'always', 'meaning', 'example'],
    headers.map(({ name, isAlwaysThere, meaning, example }) => ({
      anchor: `header-${name}`,
      cells: [code(name), isAlwaysThere ? 'yes' : 'no', meaning, code(example)],
    })),
  );
}

function limitWords(name: string): string {
  const { limits: stated } = helloOutput.shape;
  return words.get(stated.shape[name as keyof typeof limits])?.meaning ?? '';
}

function statuses(): [number, string[]][] {
  const byStatus = new Map<number, string[]>();
  for (const { code: reason, refusal: refused } of reasonFacts) {
    if (refused !== null) byStatus.set(refused.status, [...(byStatus.get(refused.status) ?? []), reason]);
  }
  return [...byStatus].sort(([one], [other]) => one - other);
}

function refusal(): object {
  const { refusal: refused } = reasonFacts.find(({ code: reason }) => reason === 'request_invalid') ?? {};
  const data = {
    code: refused?.name,
    httpStatus: refused?.status,
    path: 'records.applyBatch',
    reason: 'request_invalid',
    issues: [{ path: ['source'], message: 'Invalid input: expected "field"' }],
  };
  return { error: { message: 'The request does not fit the contract; data.issues names the places', code: refused?.rpcCode, data } };
}
