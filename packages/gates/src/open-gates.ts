import { randomUUID } from 'node:crypto';
import { type EvaluationContext, OpenFeature } from '@openfeature/server-sdk';
import postgres from 'postgres';
import { type GateName, type GateValue, offValue } from './gate-list.ts';
import { GateProvider } from './gate-provider.ts';

/** The gates as the processes of a release ask for them. */
export interface Gates {
  /** The value for an account (its guid in Field), or for nobody in particular. Reads memory; never throws; off when unknown. */
  value<Name extends GateName>(gate: Name, account?: string | null): Promise<GateValue<Name>>;
  /** Whether a gate of on and off is on. */
  isOn(gate: 'field.push' | 'hq.field-visible', account?: string | null): Promise<boolean>;
  /** What people are told where the gate acts; null: the program's own words. Reads memory; never throws. */
  words(gate: GateName): Promise<string | null>;
  /** Why the values are not fresh; null while they are. */
  readonly away: string | null;
  close(): Promise<void>;
}

export interface OpenGatesOptions {
  /** Database that holds the schema `gates`. */
  url: string;
  /** Keeps what was last known for a start while the database is away; none unless told. */
  lastKnownFile?: string | null;
  applicationName?: string;
}

/** Follows the gates until it is closed. Resolves also when the database is away. */
export async function openGates({ url, lastKnownFile = null, applicationName = 'gates' }: OpenGatesOptions): Promise<Gates> {
  const sql = postgres(url, {
    max: 2,
    onnotice: () => {},
    connect_timeout: 2,
    // A database that comes back is noticed at once: the default waits up to 20 seconds.
    backoff: () => 0.2,
    connection: { application_name: applicationName, TimeZone: 'UTC', DateStyle: 'ISO' },
  });
  const provider = new GateProvider(sql, { lastKnownFile });
  // A domain of its own: several databases may be followed in one process, as tests do.
  const domain = `gates ${randomUUID()}`;
  await OpenFeature.setProviderAndWait(domain, provider);
  const client = OpenFeature.getClient(domain);
  const contextOf = (account?: string | null): EvaluationContext => (account == null ? {} : { targetingKey: account });
  return {
    async value<Name extends GateName>(gate: Name, account?: string | null) {
      return (await client.getStringValue(gate, offValue(gate), contextOf(account))) as GateValue<Name>;
    },
    isOn: (gate, account) => client.getBooleanValue(gate, false, contextOf(account)),
    async words(gate) {
      const { words } = (await client.getStringDetails(gate, offValue(gate))).flagMetadata;
      return typeof words === 'string' ? words : null;
    },
    get away() {
      return provider.away;
    },
    async close() {
      await provider.onClose();
      await sql.end({ timeout: 1 });
    },
  };
}
