import { randomBytes } from 'node:crypto';
import { isSigningKey } from '@hq-field/field-adapter';
import { z } from 'zod';
import { developmentKeys, developmentUrl } from './development.ts';
import { FieldAppError } from './field-app-error.ts';

/** Without a bare @, / or # in a password: the driver takes what is beside it for the host, and would say that piece. */
const url = z
  .string()
  .refine(
    (value) =>
      /^postgres(ql)?:\/\/([^/?#@]*@)?[^/?#@]*(\/[^/#@]*)?$/u.test(value) && URL.canParse(value) && !/%(?![0-9a-f]{2})/iu.test(value),
    'must be a URL like postgres://user:password@host:5432/field, with %40 for @, %2F for /, %23 for # and %25 for % in a password',
  );

/** In decimal digits. */
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .refine(
      (value) => /^\d+$/u.test(value) && Number(value) >= least && Number(value) <= most,
      `must be a whole number from ${least} to ${most}`,
    )
    .transform(Number);

/** Without a password: it would stand in whatever says where that is. */
const webAddress = (example: string) =>
  z
    .string()
    .refine(
      (value) => /^https?:\/\//u.test(value) && URL.canParse(value) && new URL(value).username === '',
      `must be a URL like ${example}, without a user and a password`,
    );

/** FIELD_DATABASE_URL, or the embedded server of this checkout. */
export async function fieldDatabaseUrl(): Promise<string> {
  const given = process.env['FIELD_DATABASE_URL'];
  if (given === undefined || given === '') return developmentUrl('field');
  const parsed = url.safeParse(given);
  if (!parsed.success) throw new FieldAppError('usage', `FIELD_DATABASE_URL ${parsed.error.issues[0]?.message ?? 'is wrong'}.`);
  return parsed.data;
}

const server = z.object({
  FIELD_PORT: wholeNumber(0, 65_535).default(4020),
  FIELD_HOST: z.string().min(1).default('127.0.0.1'),
  FIELD_HQ_KEYS_FILE: z.string().min(1).optional(),
  FIELD_SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  FIELD_MAINTENANCE_TEXT: z.string().trim().min(1).max(4000).optional(),
  FIELD_GATES_FILE: z.string().min(1).optional(),
  GATES_DATABASE_URL: url.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress('http://127.0.0.1:4318').optional(),
});

export interface ServerSettings {
  port: number;
  host: string;
  /** JWKS of the keys that HQ signs with. */
  publicKeysFile: string;
  /** Signs the cookies of the sign-in. */
  sessionSecret: string;
  /** Words of the maintenance page; null for its own. */
  maintenanceText: string | null;
  /** Database that holds the schema `gates`; null: every gate is off. Unless told, that of this checkout goes with its Field database. */
  gatesUrl: string | null;
  /** Keeps what was last known of the gates, for a start while their database is away. */
  gatesFile: string | null;
  /** Base URL of the collector of traces; null: nothing is recorded. */
  tracesEndpoint: string | null;
}

/** What `field serve` listens on, whom it believes (HQ's keys, or the development keys of this checkout), and what its pages ask. */
export async function serverSettings(): Promise<ServerSettings> {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const parsed = server.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new FieldAppError('usage', `${issue?.path.join('.')}: ${issue?.message}.`);
  }
  const { FIELD_PORT, FIELD_HOST, FIELD_HQ_KEYS_FILE, FIELD_SESSION_SECRET, FIELD_MAINTENANCE_TEXT, FIELD_GATES_FILE } = parsed.data;
  return {
    port: FIELD_PORT,
    host: FIELD_HOST,
    publicKeysFile: FIELD_HQ_KEYS_FILE ?? (await developmentKeys()).publicKeysFile,
    // Made at every start: people sign in again after a restart, and several hosts need a common one.
    sessionSecret: FIELD_SESSION_SECRET ?? randomBytes(32).toString('base64url'),
    maintenanceText: FIELD_MAINTENANCE_TEXT ?? null,
    gatesUrl: parsed.data.GATES_DATABASE_URL ?? (given['FIELD_DATABASE_URL'] === undefined ? await developmentUrl('runner') : null),
    gatesFile: FIELD_GATES_FILE ?? null,
    tracesEndpoint: parsed.data.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  };
}

const pushing = z.object({
  HQ_URL: webAddress('http://127.0.0.1:4010').default('http://127.0.0.1:4010'),
  FIELD_SIGNING_KEY_FILE: z
    .string()
    .refine(isSigningKey, 'must name a readable file with a private Ed25519 key in JWK form, with its kid')
    .optional(),
  GATES_DATABASE_URL: url.optional(),
});

export interface PushSettings {
  /** Where HQ is, and the private key of Field's tokens for it. */
  hq: { url: string; signingKeyFile: string; signingKeySetting: string };
  /** Database that holds the schema `gates`. */
  gatesUrl: string;
}

/** Where Field posts what its customers create, and where it asks whether to. */
export async function pushSettings(): Promise<PushSettings> {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const parsed = pushing.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new FieldAppError('usage', `${issue?.path.join('.')}: ${issue?.message}.`);
  }
  const { HQ_URL, FIELD_SIGNING_KEY_FILE, GATES_DATABASE_URL } = parsed.data;
  return {
    hq: {
      url: HQ_URL,
      signingKeyFile: FIELD_SIGNING_KEY_FILE ?? (await developmentKeys()).signingKeyFile,
      signingKeySetting: 'FIELD_SIGNING_KEY_FILE',
    },
    gatesUrl: GATES_DATABASE_URL ?? (await developmentUrl('runner')),
  };
}
