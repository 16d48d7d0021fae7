import { Command } from 'commander';
import postgres from 'postgres';
import { fieldDatabaseUrl } from '../config.ts';
import { createLegacySchema } from '../legacy-schema/legacy-schema.ts';

export const schemaCommand = new Command('schema')
  .description('Creates the legacy tables when none of them is there.')
  .option('--json', 'one JSON object on stdout')
  .action(async ({ json }: { json?: boolean }) => {
    const sql = postgres(await fieldDatabaseUrl(), { max: 1, onnotice: () => {} });
    await createLegacySchema(sql);
    await sql.end();
    process.stdout.write(json ? '{"created":true}\n' : 'The legacy tables are there.\n');
  });
