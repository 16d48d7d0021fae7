import { readFileSync } from 'node:fs';
import { isSigningKey } from '@hq-field/field-adapter';
import { z } from 'zod';
import { defaultTolerance, type Tolerance, toleranceSchema } from './throttle/automatic/tolerance.ts';

/** Wrong configuration or usage; the message names every mistake and what to do. */
export class UsageError extends Error {
  readonly code = 'usage';

  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Without a bare @, / or # in a password: the driver takes what is beside it for the host, and would say that piece. */
export const databaseUrl = z
  .string()
  .refine(
    (value) =>
      /^postgres(ql)?:\/\/([^/?#@]*@)?[^/?#@]*(\/[^/#@]*)?$/u.test(value) && URL.canParse(value) && !/%(?![0-9a-f]{2})/iu.test(value),
    'must be a URL like postgres://user:password@host:5432/database, with %40 for @, %2F for /, %23 for # and %25 for % in a password',
  );

/** In decimal digits. */
const wholeNumber = (least: number, most: number) =>
  z
    .union([z.string(), z.number()])
    .transform(String)
    .refine(
      (value) => /^\d+$/u.test(value) && Number(value) >= least && Number(value) <= most,
      `must be a whole number from ${least} to ${most}`,
    )
    .transform(Number);

/** Without a password: it would stand in whatever says where that is. */
const webUrl = (example: string) =>
  z
    .string()
    .refine(
      (value) => /^https?:\/\//u.test(value) && URL.canParse(value) && new URL(value).username === '',
      `must be a URL like ${example}, without a user and a password`,
    );

const signingKeyFile = z.string().refine(isSigningKey, 'must name a readable file with a private Ed25519 key in JWK form, with its kid');

const environmentFields = {
  FIELD_DATABASE_URL: databaseUrl.optional(),
  RUNNER_DATABASE_URL: databaseUrl.optional(),
  HQ_URL: webUrl('http://127.0.0.1:4010').optional(),
  HQ_PORT: wholeNumber(0, 65_535).default(4010),
  HQ_REQUEST_SECONDS: wholeNumber(1, 600).default(60),
  FIELD_PORT: wholeNumber(0, 65_535).default(4020),
  FIELD_PAGES_URL: webUrl('http://127.0.0.1:4020').optional(),
  RUNNER_SIGNING_KEY_FILE: signingKeyFile.optional(),
  RUNNER_PLAN_FILE: z.string().min(1).optional(),
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: webUrl('http://127.0.0.1:4318').optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
};
const environment = z.object(environmentFields);
/** The same in a file, and what is no single value. */
const file = z.strictObject({ ...partial(environmentFields), tolerance: toleranceSchema.optional() });

function partial<Fields extends Record<string, z.ZodType>>(fields: Fields) {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, z.union([z.string(), z.number()]).optional()])) as {
    [Name in keyof Fields]: z.ZodOptional<z.ZodUnion<[z.ZodString, z.ZodNumber]>>;
  };
}

export interface Config {
  /** Absent: the embedded server of this checkout. */
  fieldUrl: string | null;
  runnerUrl: string | null;
  hqUrl: string;
  /** Limit of one request to HQ. */
  hqRequestMs: number;
  /** Where `dev` serves Field's pages; 0: on any free port. */
  fieldPort: number;
  /** Field's pages. */
  fieldPagesUrl: string;
  /** Absent: the development key of this checkout. */
  signingKeyFile: string | null;
  /** Absent: the release plan that the project brings. */
  planFile: string | null;
  logLevel: string;
  /** Where `work` serves metrics; null: nowhere. */
  metrics: { host: string; port: number } | null;
  /** Base URL of the collector of traces of `work`; null: none are recorded. */
  tracesEndpoint: string | null;
  /** Limits within which the automatic throttle raises the rate. */
  tolerance: Tolerance;
}

/**
 * The only reader of the environment, and of the file that RUNNER_CONFIG_FILE names; the environment wins, and `over` wins over it. Throws
 * UsageError with all mistakes at once.
 */
export function readConfig(over: Readonly<Record<string, string | undefined>> = {}): Config {
  const given = Object.fromEntries(Object.entries({ ...process.env, ...over }).filter(([, value]) => value !== ''));
  const { mistakes, values } = readConfigFile(given['RUNNER_CONFIG_FILE']);
  const { tolerance, ...fromFile } = values;
  const parsed = environment.safeParse({ ...fromFile, ...given });
  const wrong = [...mistakes, ...(parsed.success ? [] : parsed.error.issues.map(mistakeOf))];
  if (!parsed.success || wrong.length > 0)
    throw new UsageError(`The settings are not right:\n${wrong.map((one) => `  ${one}`).join('\n')}`);
  const {
    FIELD_DATABASE_URL,
    RUNNER_DATABASE_URL,
    HQ_URL,
    HQ_PORT,
    HQ_REQUEST_SECONDS,
    FIELD_PORT,
    FIELD_PAGES_URL,
    RUNNER_SIGNING_KEY_FILE,
    RUNNER_PLAN_FILE,
    METRICS_PORT,
    METRICS_HOST,
    OTEL_EXPORTER_OTLP_ENDPOINT,
    LOG_LEVEL,
  } = parsed.data;
  return {
    fieldUrl: FIELD_DATABASE_URL ?? null,
    runnerUrl: RUNNER_DATABASE_URL ?? null,
    hqUrl: HQ_URL ?? `http://127.0.0.1:${HQ_PORT}`,
    hqRequestMs: HQ_REQUEST_SECONDS * 1000,
    fieldPort: FIELD_PORT,
    fieldPagesUrl: FIELD_PAGES_URL ?? `http://127.0.0.1:${FIELD_PORT}`,
    signingKeyFile: RUNNER_SIGNING_KEY_FILE ?? null,
    planFile: RUNNER_PLAN_FILE ?? null,
    logLevel: LOG_LEVEL,
    metrics: METRICS_PORT === undefined ? null : { host: METRICS_HOST, port: METRICS_PORT },
    tracesEndpoint: OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    tolerance: tolerance ?? defaultTolerance,
  };
}

function readConfigFile(path: string | undefined): { values: z.infer<typeof file>; mistakes: string[] } {
  if (path === undefined) return { values: {}, mistakes: [] };
  try {
    const parsed = file.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return { values: parsed.data, mistakes: [] };
    return { values: {}, mistakes: parsed.error.issues.map((issue) => `${path}: ${mistakeOf(issue)}`) };
  } catch (error) {
    return {
      values: {},
      mistakes: [`RUNNER_CONFIG_FILE: ${path} cannot be read (${error instanceof Error ? error.message : String(error)})`],
    };
  }
}

function mistakeOf(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.')} ${issue.message}`.trim();
}
