import type { HostContext } from '../host-context.ts';

/** Says in the runner's database that this host lives, and what it has done. */
export async function reportHost({ id, runner, figures }: HostContext): Promise<void> {
  await runner`
    insert into migration.hosts (id, name, figures) values (${id}, ${`process ${process.pid}`}, ${runner.json({ ...figures.summary() })})
    on conflict (id) do update set seen_at = clock_timestamp(), figures = excluded.figures`;
}
