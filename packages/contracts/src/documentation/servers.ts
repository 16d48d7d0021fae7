import { fieldProcedures, hqProcedures } from '../v1/procedures/index.ts';
import { fieldScopes, fieldTokenAudience, fieldTokenIssuer, scopes, tokenAudience, tokenIssuer } from '../v1/tokens.ts';

export type Procedure = (typeof hqProcedures)[number] | (typeof fieldProcedures)[number];

/** What differs between the two servers of the contract. */
export interface ServerFacts {
  name: 'HQ' | 'Field';
  /** Who calls it. */
  caller: 'HQ' | 'Field';
  procedures: readonly Procedure[];
  /** Claims of a token for it. */
  issuer: string;
  audience: string;
  /** Scopes with what each opens. */
  scopes: Readonly<Record<string, string>>;
  /** Where the development server listens. */
  developmentUrl: string;
}

export const servers = {
  hq: {
    name: 'HQ',
    caller: 'Field',
    procedures: hqProcedures,
    issuer: tokenIssuer,
    audience: tokenAudience,
    scopes,
    developmentUrl: 'http://127.0.0.1:4010',
  },
  field: {
    name: 'Field',
    caller: 'HQ',
    procedures: fieldProcedures,
    issuer: fieldTokenIssuer,
    audience: fieldTokenAudience,
    scopes: fieldScopes,
    developmentUrl: 'http://127.0.0.1:4020',
  },
} as const satisfies Record<string, ServerFacts>;

export type ServerName = keyof typeof servers;
