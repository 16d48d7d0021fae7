import { readFile } from 'node:fs/promises';
import { checkField, openField } from '@hq-field/field-adapter';
import { Command } from 'commander';
import type { JSONWebKeySet } from 'jose';
import { fieldDatabaseUrl, serverSettings } from '../config.ts';
import { FieldAppError } from '../field-app-error.ts';
import { startFieldServer } from '../server/server.ts';
import { hqAdmission } from '../server/tokens.ts';

const stopTimeoutMs = 5000;

export const serveCommand = new Command('serve')
  .description('Takes what HQ has created (provisioning), until SIGTERM.')
  .option('--json', 'print the line "Field listens" as JSON')
  .action(async (options: { json?: boolean }) => {
    const { port, host, publicKeysFile } = await serverSettings();
    const field = openField(await fieldDatabaseUrl(), { applicationName: 'field' });
    await checkField(field, { capture: true });
    const server = await startFieldServer({ field, admit: hqAdmission(await readKeys(publicKeysFile)) }, { host, port }).catch(
      (cause: unknown) => {
        throw new FieldAppError('usage', `Field cannot listen on ${host}:${port} (${String(cause)}). Set FIELD_PORT to a free port.`, {
          cause,
        });
      },
    );
    const url = `http://${host}:${server.port}`;
    process.stdout.write(options.json ? `${JSON.stringify({ url, pid: process.pid })}\n` : `Field listens on ${url}\n`);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    });
    await server.stop(stopTimeoutMs);
    await field.end({ timeout: 2 });
  });

async function readKeys(file: string): Promise<JSONWebKeySet> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JSONWebKeySet;
  } catch (cause) {
    throw new FieldAppError('usage', `FIELD_HQ_KEYS_FILE: ${file} is no JWKS of HQ's Ed25519 keys.`, { cause });
  }
}
