import { SmokeError, within } from '../expectations.ts';
import type { Link } from '../field-pages.ts';
import { accountsToUse, signInAsAdministrator } from '../accounts-to-use.ts';
import type { Flow, Walk } from '../flow.ts';

const number = 'Number';

/** (a) What an administrator changes of an existing project in Field is seen in HQ. */
export const administerProject: Flow = {
  name: 'administer-project',
  title: 'Administer an existing Field project from Field',
  async run(walk) {
    const { field, console, systems, tag } = walk;
    await walk.step('sign in to both', async () => {
      await signInAsAdministrator(walk);
      await console.signIn(systems.operator);
    });
    const { account, project } = await walk.step(
      systems.hqEnabled ? 'a project that HQ administers' : 'a project that stands in Field and in HQ',
      () => knownToBoth(walk),
    );
    const before = await walk.step('open the project and edit it', async () => {
      await field.open(project.href);
      await field.follow('Edit the project');
      return field.value(number);
    });
    walk.undo('the project has its number back', async () => {
      await field.open(`${project.href}/edit`);
      await field.send({ [number]: before }, 'Save the project');
      await console.openProjectWhenThere(account.name, project.name, systems.patienceMs);
      await console.waitForFact('Job number', before === '' ? null : before, systems.patienceMs);
    });
    await walk.step('save another number', async () => {
      await field.send({ [number]: `smoke-${tag}` }, 'Save the project');
      await field.says('Saved.');
      await field.says(`smoke-${tag}`);
    });
    await walk.step('HQ shows the new number', async () => {
      await console.openProjectWhenThere(account.name, project.name, systems.patienceMs);
      await console.waitForFact('Job number', `smoke-${tag}`, systems.patienceMs);
    });
  },
};

/** The first project of the administrator that HQ holds too: some may wait in quarantine, and an account may be on its way. */
async function knownToBoth(walk: Walk): Promise<{ account: Link; project: Link }> {
  const { field, console, systems } = walk;
  const projects: { account: Link; project: Link }[] = [];
  for (const account of await accountsToUse(walk))
    for (const project of await field.projectsOf(account)) projects.push({ account, project });
  if (projects.length === 0) throw new SmokeError('the person administers no account with a project in Field');
  const what = `one of the ${projects.length} projects that the person administers in Field; is their account migrated?`;
  return within(console.page, systems.patienceMs, what, async () => {
    for (const one of projects) if ((await console.openProject(one.account.name, one.project.name)) !== null) return one;
    return null;
  });
}
