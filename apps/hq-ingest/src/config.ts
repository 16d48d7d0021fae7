import { emailKey } from '@hq-field/contracts';
import { z } from 'zod';
import { isLoopback } from './console/loopback.ts';

/** A variable that cannot be used; the message names every mistake. */
export class ConfigError extends Error {
  readonly code = 'config_invalid';

  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** Without a bare @, / or # in a password: the driver takes what is beside it for the host, and would say that piece. */
const databaseAddress = (example: string) =>
  z
    .string()
    .refine(
      (value) =>
        /^postgres(ql)?:\/\/([^/?#@]*@)?[^/?#@]+\/[^/#@]+$/u.test(value) && URL.canParse(value) && !/%(?![0-9a-f]{2})/iu.test(value),
      {
        message: `must look like ${example}, with %40 for @, %2F for /, %23 for # and %25 for % in a password`,
      },
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
  z.string().refine((value) => /^https?:\/\//.test(value) && URL.canParse(value) && new URL(value).username === '', {
    message: `must look like ${example}, without a user and a password`,
  });

/** Variables of `pnpm hq serve`, as README.md lists them. */
const environment = z.object({
  HQ_PORT: wholeNumber(0, 65535).default(4010),
  HQ_HOST: z.string().min(1).default('127.0.0.1'),
  HQ_DATABASE_URL: databaseAddress('postgres://user:password@host:5432/hq').optional(),
  HQ_PUBLIC_KEYS_FILE: z.string().min(1).optional(),
  HQ_FIELD_URL: webAddress('http://127.0.0.1:4020').optional(),
  HQ_SIGNING_KEY_FILE: z.string().min(1).optional(),
  HQ_TOLERANCE: wholeNumber(1, 10_000).default(16),
  HQ_CONNECTIONS: wholeNumber(1, 1000).default(8),
  HQ_SUNSET_V1: z.iso.date().optional(),
  HQ_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress('http://127.0.0.1:4318').optional(),
  HQ_CONSOLE: z.enum(['on', 'off']).default('off'),
  HQ_OPERATORS: z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim()))
    .pipe(
      z.array(z.string().regex(/^[^@\s;]+@[^@\s;]+$/u), {
        error: 'must be e-mails separated by commas, such as ann@example.com,ben@example.com',
      }),
    )
    .default([]),
  HQ_SESSION_SECRET: z
    .string()
    .min(32, { message: 'must have at least 32 characters; leave it out for a fresh one at each start' })
    .optional(),
  HQ_FIELD_PAGES_URL: webAddress('http://127.0.0.1:4020').optional(),
  GATES_DATABASE_URL: databaseAddress('postgres://user:password@host:5432/runner').optional(),
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
  /** Base URL of the collector of traces; null: none are recorded. */
  tracesEndpoint: string | null;
  /** Database that holds the schema `gates`; undefined: nobody can ask them. */
  gatesUrl: string | undefined;
  /** Null: the console is off. */
  console: ConsoleConfig | null;
}

export interface ConsoleConfig {
  /** Keys of the operators' e-mails. */
  operators: ReadonlySet<string>;
  /** Undefined: one that ends with the process. */
  sessionSecret: string | undefined;
  /** Where Field's own pages are; undefined: no links to them. */
  fieldPagesUrl: string | undefined;
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
  if (variables.HQ_CONSOLE === 'on' && !isLoopback(variables.HQ_HOST))
    throw new ConfigError(
      'The environment of HQ is wrong.\n  HQ_CONSOLE: the console asks for no password, so HQ_HOST must be 127.0.0.1, ::1 or localhost while it is on',
    );
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
    tracesEndpoint: variables.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    gatesUrl: variables.GATES_DATABASE_URL,
    console:
      variables.HQ_CONSOLE === 'off'
        ? null
        : {
            operators: new Set(variables.HQ_OPERATORS.map(emailKey)),
            sessionSecret: variables.HQ_SESSION_SECRET,
            fieldPagesUrl: variables.HQ_FIELD_PAGES_URL?.replace(/\/+$/u, ''),
          },
  };
}
