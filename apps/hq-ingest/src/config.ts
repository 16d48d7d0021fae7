import { z } from 'zod';

/** A variable that cannot be used; the message names every mistake. */
export class ConfigError extends Error {
  readonly code = 'config_invalid';

  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** Variables of `pnpm hq serve`, as README.md lists them. */
const environment = z.object({
  HQ_PORT: z.coerce.number().int().min(0).max(65535).default(4010),
  HQ_HOST: z.string().min(1).default('127.0.0.1'),
  HQ_DATABASE_URL: z
    .string()
    .refine((value) => /^postgres(ql)?:\/\/[^/]+\/[^/]+$/.test(value) && URL.canParse(value), {
      message: 'must look like postgres://user:password@host:5432/hq',
    })
    .optional(),
  HQ_PUBLIC_KEYS_FILE: z.string().min(1).optional(),
  HQ_FIELD_URL: z
    .string()
    .refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), { message: 'must look like http://127.0.0.1:4020' })
    .optional(),
  HQ_SIGNING_KEY_FILE: z.string().min(1).optional(),
  HQ_TOLERANCE: z.coerce.number().int().min(1).max(10_000).default(16),
  HQ_CONNECTIONS: z.coerce.number().int().min(1).max(1000).default(8),
  HQ_SUNSET_V1: z.iso.date().optional(),
  HQ_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export interface Config {
  port: number;
  host: string;
  /** Undefined: the development server of this checkout. */
  databaseUrl: string | undefined;
  /** Undefined: the development keys of this checkout. */
  publicKeysFile: string | undefined;
  /** Where Field takes what HQ has created; undefined: it waits. */
  fieldUrl: string | undefined;
  /** Undefined: the development key of this checkout. */
  signingKeyFile: string | undefined;
  tolerance: number;
  connections: number;
  /** First days on which a major of the contract is no longer served. */
  sunsets: { v1: Date | null };
  logLevel: string;
}

/** Reads the environment; every mistake is named at once. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  // An empty variable is one that is not set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The environment of HQ is wrong.\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
  }
  const variables = parsed.data;
  return {
    port: variables.HQ_PORT,
    host: variables.HQ_HOST,
    databaseUrl: variables.HQ_DATABASE_URL,
    publicKeysFile: variables.HQ_PUBLIC_KEYS_FILE,
    fieldUrl: variables.HQ_FIELD_URL,
    signingKeyFile: variables.HQ_SIGNING_KEY_FILE,
    tolerance: variables.HQ_TOLERANCE,
    connections: variables.HQ_CONNECTIONS,
    sunsets: { v1: variables.HQ_SUNSET_V1 === undefined ? null : new Date(`${variables.HQ_SUNSET_V1}T00:00:00Z`) },
    logLevel: variables.HQ_LOG_LEVEL,
  };
}
