import { mustBeOfHq } from '../accounts-to-use.ts';
import { SmokeError } from '../expectations.ts';
import type { Flow } from '../flow.ts';

/** (c) An account and a project that are created in HQ are in Field, and their administrator works there. */
export const createdAtHq: Flow = {
  name: 'created-at-hq',
  title: 'An account and a project of HQ arrive in Field',
  async run(walk) {
    const { field, console, systems, tag } = walk;
    const [account, project] = [`Smoke account ${tag}`, `Smoke project ${tag}`];
    const email = `smoke-${tag}@example.com`;
    await walk.step('sign in to HQ', () => console.signIn(systems.operator));
    await walk.step('create the account in HQ', async () => {
      await console.open('/accounts/new');
      await console.send({ Name: account, 'E-mail': email, 'First name': 'Smoke', 'Last name': 'Test' }, 'Create account');
    });
    walk.undo('the account is gone from both', async () => {
      await field.signInWhenKnown(email, systems.patienceMs);
      const [mine] = await field.administeredAccounts();
      if (mine === undefined) throw new SmokeError(`${email} administers nothing in Field`);
      await field.open(`${mine.href}/remove`);
      await field.send({}, 'Remove the account');
      await console.accountGone(account, systems.patienceMs);
    });
    await walk.step('create a project of it in HQ', async () => {
      await console.follow('New project');
      await console.send(
        { Name: project, 'First day': '2026-01-31', 'Last day': '2027-01-31', Type: 'Office', 'E-mail': email },
        'Create project',
      );
    });
    await walk.step('its administrator can sign in to Field', () => field.signInWhenKnown(email, systems.patienceMs));
    await walk.step('Field has the account and the project', () => arrived(walk, account, project));
    await walk.step('the project can be opened and edited in Field', async () => {
      await field.follow(project);
      await mustBeOfHq(walk);
      await field.says('2026-01-31');
      await field.follow('Edit the project');
      await field.send({ Number: `smoke-${tag}` }, 'Save the project');
      await field.says('Saved.');
    });
  },
};

async function arrived({ field, systems }: Parameters<Flow['run']>[0], account: string, project: string): Promise<void> {
  const until = performance.now() + systems.patienceMs;
  for (;;) {
    const [mine] = await field.administeredAccounts();
    const projects = mine === undefined ? [] : await field.projectsOf(mine);
    if (mine?.name === account && projects.some(({ name }) => name === project)) return;
    if (performance.now() >= until)
      throw new SmokeError(
        `Field shows ${mine === undefined ? 'no account' : `the account "${mine.name}"`} with ${projects.length} projects to its administrator, not "${account}" with "${project}"`,
      );
    await field.page.waitForTimeout(250);
  }
}
