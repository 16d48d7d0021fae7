import { contractVersion, contractVersionHeader, hqProcedures, type Scope } from '@hq-field/contracts';
import { hqRouter, RequestRefusedError } from '@hq-field/contracts/server';
import type { AnyTRPCRouter } from '@trpc/server';
import { createHandlers } from '../handlers/index.ts';
import type { HandlerContext } from '../handlers/handler-context.ts';

/** One major version of the contract as this server serves it. Several may be served side by side while callers move on. */
export interface ServedContract {
  /** The newest version of this major that the server speaks. */
  version: string;
  router: AnyTRPCRouter;
  handlers: object;
  procedures: readonly { path: string; scope: Scope | null }[];
  /** When the server will stop serving this major, as its answers say in the header `Sunset`; null while nothing is planned. */
  sunset: Date | null;
}

/** What this build of HQ serves. A new major is added here; the old one stays until its sunset. */
export function servedContracts(context: HandlerContext): ServedContract[] {
  return [
    { version: contractVersion, router: hqRouter, handlers: createHandlers(context), procedures: hqProcedures, sunset: context.sunsets.v1 },
  ];
}

/** The served contract of a caller's version; undefined when its major is not served. */
function spokenContract(served: readonly ServedContract[], theirs: string | undefined): ServedContract | undefined {
  const major = theirs === undefined ? null : (/^(\d+)\.\d+\.\d+(?:[-+].*)?$/u.exec(theirs)?.[1] ?? null);
  return served.find(({ version }) => version.split('.')[0] === major);
}

/** The served contract of a caller's version. Throws contract_mismatch, with both sides' versions, when its major is not served. */
export function contractFor(served: readonly ServedContract[], theirs: string | undefined): ServedContract {
  const contract = spokenContract(served, theirs);
  if (contract !== undefined) return contract;
  const said = theirs ?? `(none: the header ${contractVersionHeader} is missing)`;
  const versions = served.map(({ version }) => version).join(' and ');
  throw new RequestRefusedError(
    'contract_mismatch',
    `The request speaks contract ${said}, HQ speaks ${versions}; both need the same major version`,
  );
}

/** Headers that tell a caller of this version that its contract will go (RFC 8594). */
export function sunsetHeaders(served: readonly ServedContract[], theirs: string | undefined): Record<string, string> {
  const sunset = spokenContract(served, theirs)?.sunset ?? null;
  return sunset === null ? {} : { sunset: sunset.toUTCString() };
}
