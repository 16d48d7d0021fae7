import { accountsToUse, signInAsAdministrator } from '../accounts-to-use.ts';
import { SmokeError, within } from '../expectations.ts';
import type { Flow } from '../flow.ts';

/** (b) A project that is created in Field for an existing account is in HQ at once, with its creator. */
export const createProject: Flow = {
  name: 'create-project',
  title: 'Create a Field project for an existing account',
  async run(walk) {
    const { field, console, systems, tag } = walk;
    const name = `Smoke project ${tag}`;
    const creator = await walk.step('sign in to both', async () => {
      await console.signIn(systems.operator);
      return signInAsAdministrator(walk);
    });
    const account = await walk.step('an account that stands in Field and in HQ', async () => {
      const accounts = await accountsToUse(walk);
      return within(console.page, systems.patienceMs, 'an account that the person administers in Field', async () => {
        for (const one of accounts) if ((await console.accountsNamed(one.name)).length > 0) return one;
        return null;
      });
    });
    await walk.step('create the project', async () => {
      await field.open(account.href);
      await field.follow('Create a project');
      await field.send({ Name: name }, 'Create the project');
      await field.says('Created.');
    });
    const path = new URL(field.page.url()).pathname;
    walk.undo('the project is gone from both', async () => {
      await field.open(`${path}/remove`);
      await field.send({}, 'Remove the project');
      await console.projectGone(account.name, name, systems.patienceMs);
    });
    await walk.step('HQ has it, and its creator administers it', async () => {
      await console.openProjectWhenThere(account.name, name, systems.patienceMs);
      const row = await console.row(creator);
      if (!row.includes('administrator'))
        throw new SmokeError(`HQ's project does not have ${creator} as its administrator: ${row.join(' | ')}`);
    });
  },
};
