import { checkField, hasPolicies, roleForField } from '@hq-field/field-adapter';
import type { Context } from '../context.ts';

/** The roles of least privilege for each database, as SQL, by what they are for. */
export async function databaseRoles(context: Context): Promise<Record<string, string[]>> {
  const field = await context.field();
  await checkField(field, { capture: false });
  const [database] = await field<{ name: string }[]>`select current_database() as name`;
  const [runner] = await (await context.runner())<{ name: string }[]>`select current_database() as name`;
  return {
    "Field's database, once capture is installed (install and uninstall are run by the owner of its tables)": roleForField(
      'migration_runner',
      database?.name ?? 'field',
      { bypassesPolicies: await hasPolicies(field) },
    ),
    "the runner's database, which it fills by itself": [
      `create role "migration_runner" login password '...';`,
      `grant connect, create on database "${runner?.name ?? 'runner'}" to "migration_runner";`,
    ],
  };
}
