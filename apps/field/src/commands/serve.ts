import { readFile } from 'node:fs/promises';
import { checkField, createAdministrationClient, createHqClient, createPush, type FieldDatabase, openField } from '@hq-field/field-adapter';
import { type Gates, offValue, openGates } from '@hq-field/gates';
import { startTracing } from '@hq-field/traces';
import { Command } from 'commander';
import type { JSONWebKeySet } from 'jose';
import { pushCreated } from '../administration/push-created.ts';
import { fieldDatabaseUrl, type PushSettings, pushSettings, serverSettings } from '../config.ts';
import { FieldAppError } from '../field-app-error.ts';
import type { PagesSettings } from '../pages/field-pages.ts';
import { startFieldServer } from '../server/server.ts';
import { type AdmitHq, hqAdmission } from '../server/tokens.ts';

const stopTimeoutMs = 5000;
/** Time for what is left of traces when the server has stopped. */
const lastTracesMs = 1000;
/** Somebody waits for the page. */
const hqTimeoutMs = 5000;

export const serveCommand = new Command('serve')
  .description('Serves the pages of the administration and takes what HQ has created (provisioning), until SIGTERM.')
  .option('--json', 'print the line "Field listens" as JSON')
  .action(async (options: { json?: boolean }) => {
    const { port, host, publicKeysFile, sessionSecret, maintenanceText, gatesUrl, gatesFile, tracesEndpoint } = await serverSettings();
    const admit = await admissionBy(publicKeysFile);
    const pushing = gatesUrl === null ? null : await pushSettings();
    const field = openField(await fieldDatabaseUrl(), { applicationName: 'field' });
    const gates = gatesUrl === null ? null : await openGates({ url: gatesUrl, lastKnownFile: gatesFile, applicationName: 'field' });
    // The maintenance page is there for a database that is away. Without capture the pages serve; what HQ puts is refused until it is there.
    if (gates === null || (await gates.value('field.maintenance')) === 'off') await checkField(field, { capture: false });
    const pages: PagesSettings = {
      gates: gates ?? { value: async (gate) => offValue(gate), words: async () => null },
      sessionSecret,
      maintenanceText,
      ...(gates === null || pushing === null ? {} : withHq(field, gates, pushing)),
    };
    const tracing = await startTracing({
      endpoint: tracesEndpoint,
      serviceName: 'field',
      onLost: (reason) => void process.stderr.write(reason === null ? 'traces arrive again\n' : `traces are lost: ${reason}\n`),
    });
    const server = await startFieldServer({ field, admit, pages }, { host, port }).catch((cause: unknown) => {
      throw new FieldAppError('usage', `Field cannot listen on ${host}:${port} (${String(cause)}). Set FIELD_PORT to a free port.`, {
        cause,
      });
    });
    const url = `http://${host}:${server.port}`;
    // Heard from before anybody is told that it listens.
    const stopping = new Promise<void>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    });
    process.stdout.write(options.json ? `${JSON.stringify({ url, pid: process.pid })}\n` : `Field listens on ${url}\n`);
    await stopping;
    await server.stop(stopTimeoutMs);
    await gates?.close();
    await field.end({ timeout: 2 });
    await tracing.stop(lastTracesMs);
  });

/** Posts to HQ what people create, while the gate field.push is on for their account; reads and writes HQ where the administration lives there. */
function withHq(field: FieldDatabase, gates: Gates, { hq }: PushSettings): Pick<PagesSettings, 'created' | 'hq'> {
  const push = createPush({ field, client: createHqClient(hq) });
  return {
    created: ({ account, ...created }) => pushCreated(gates, push, account, created),
    hq: createAdministrationClient({ ...hq, timeoutMs: hqTimeoutMs }),
  };
}

async function admissionBy(file: string): Promise<AdmitHq> {
  try {
    return hqAdmission(JSON.parse(await readFile(file, 'utf8')) as JSONWebKeySet);
  } catch (cause) {
    throw new FieldAppError('usage', `FIELD_HQ_KEYS_FILE: ${file} is no JWKS of HQ's Ed25519 keys.`, { cause });
  }
}
