import { z } from 'zod';

/** Wrong configuration or usage; the message names every mistake and what to do. */
export class UsageError extends Error {
  readonly code = 'usage';

  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

const postgresUrl = z
  .string()
  .refine(
    (value) => /^postgres(ql)?:\/\//u.test(value) && URL.canParse(value),
    'must be a URL like postgres://user:password@host:5432/database',
  );

const environment = z.object({
  FIELD_DATABASE_URL: postgresUrl.optional(),
  RUNNER_DATABASE_URL: postgresUrl.optional(),
  HQ_URL: z
    .string()
    .refine((value) => /^https?:\/\//u.test(value) && URL.canParse(value), 'must be a URL like http://127.0.0.1:4010')
    .optional(),
  HQ_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  RUNNER_SIGNING_KEY_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export interface Config {
  /** Absent: the embedded server of this checkout. */
  fieldUrl: string | null;
  runnerUrl: string | null;
  hqUrl: string;
  /** Absent: the development key of this checkout. */
  signingKeyFile: string | null;
  logLevel: string;
}

/** The only reader of the environment. Throws UsageError with all mistakes at once. */
export function readConfig(): Config {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`).join('\n');
    throw new UsageError(`The environment is not right:\n${mistakes}`);
  }
  const { FIELD_DATABASE_URL, RUNNER_DATABASE_URL, HQ_URL, HQ_PORT, RUNNER_SIGNING_KEY_FILE, LOG_LEVEL } = parsed.data;
  return {
    fieldUrl: FIELD_DATABASE_URL ?? null,
    runnerUrl: RUNNER_DATABASE_URL ?? null,
    hqUrl: HQ_URL ?? `http://127.0.0.1:${HQ_PORT}`,
    signingKeyFile: RUNNER_SIGNING_KEY_FILE ?? null,
    logLevel: LOG_LEVEL,
  };
}
