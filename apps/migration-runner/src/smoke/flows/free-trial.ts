import { mustBeOfHq } from '../accounts-to-use.ts';
import { SmokeError } from '../expectations.ts';
import type { Flow } from '../flow.ts';

/** (d) The free trial: from its form to a working project, and to HQ with its end. */
export const freeTrial: Flow = {
  name: 'free-trial',
  title: 'The free trial, from its form to a working project',
  async run(walk) {
    const { field, console, systems, tag } = walk;
    const [account, project] = [`Smoke trial ${tag}`, `Smoke project ${tag}`];
    await walk.step('the form, without an account', () => field.open('/trial'));
    await walk.step('begin the free trial', async () => {
      await field.send(
        {
          'Name of the account': account,
          'Name of the first project': project,
          'Your e-mail': `smoke-trial-${tag}@example.com`,
          'Your first name': 'Smoke',
          'Your last name': 'Test',
        },
        'Begin the free trial',
      );
      await field.says('Your free trial has begun.');
    });
    const path = new URL(field.page.url()).pathname;
    walk.undo('the trial is gone from both', async () => {
      const [mine] = await field.administeredAccounts();
      if (mine === undefined) throw new SmokeError('whoever began the trial administers nothing in Field');
      await field.open(`${mine.href}/remove`);
      await field.send({}, 'Remove the account');
      await console.signIn(systems.operator);
      await console.accountGone(account, systems.patienceMs);
    });
    await walk.step('the project works: it can be edited', async () => {
      await field.open(path);
      await mustBeOfHq(walk);
      await field.follow('Edit the project');
      await field.send({ Number: `smoke-${tag}` }, 'Save the project');
      await field.says('Saved.');
    });
    const until = await walk.step('Field says when the trial ends', async () => {
      const day = await field.page.locator('.note time').first().getAttribute('datetime');
      if (day === null) throw new SmokeError('the page of the project does not say when the trial ends');
      return day;
    });
    await walk.step('HQ has it as a trial that ends on that day, with its project', async () => {
      await console.signIn(systems.operator);
      await console.openProjectWhenThere(account, project, systems.patienceMs);
      await console.waitForFact('Job number', `smoke-${tag}`, systems.patienceMs);
      await console.follow(account);
      const [kind, ends] = [await console.fact('Kind'), await console.fact('Trial ends')];
      if (kind !== 'trial' || ends !== until)
        throw new SmokeError(`HQ says kind ${kind ?? 'nothing'} and end ${ends ?? 'nothing'}; Field says a trial until ${until}`);
    });
  },
};
