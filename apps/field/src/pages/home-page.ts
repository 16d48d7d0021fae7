import { HqError } from '@hq-field/field-adapter';
import type { Context } from 'hono';
import type { Home, Person } from '../administration/administration.ts';
import { mayLiveInHq, modesOf } from '../administration/modes.ts';
import { homeBody } from './account-page.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import type { PagesContext } from './pages-context.ts';

/** The accounts and projects of a person, each from where its administration is. HQ is asked only where something may live there. */
export async function homePage(context: PagesContext, c: Context, person: Person, done: string | null): Promise<Response> {
  const { gates, administrations } = context;
  const ofField = await administrations.legacy.home(person.guid);
  const modes = await modesOf(gates, ofField);
  const fromField = pick(ofField, (account) => modes.get(account) !== 'hq');
  const page = (home: Home, away: boolean) =>
    c.html(
      layout({
        title: 'Accounts',
        person,
        done,
        body: html`${away ? html`<p class="note closed" role="alert"><strong>HQ cannot be reached just now.</strong> Accounts and projects whose administration lives there are missing below. Try again in a moment.</p>` : ''}${homeBody(home)}`,
      }),
      away ? 503 : 200,
    );
  if (!(await mayLiveInHq(gates, modes))) return page(ofField, false);
  try {
    const ofHq = await (await administrations.of('hq', null, person)).home(person.guid);
    const held = await modesOf(gates, ofHq);
    const fromHq = pick(ofHq, (account) => held.get(account) === 'hq');
    return page({ accounts: byName(fromField.accounts, fromHq.accounts), projects: byName(fromField.projects, fromHq.projects) }, false);
  } catch (error) {
    if (!(error instanceof HqError)) throw error;
    process.stderr.write(`${c.req.method} ${c.req.routePath} failed: HQ ${error.code}\n`);
    return page(fromField, true);
  }
}

function pick({ accounts, projects }: Home, isWanted: (account: string) => boolean): Home {
  return { accounts: accounts.filter(({ guid }) => isWanted(guid)), projects: projects.filter(({ accountGuid }) => isWanted(accountGuid)) };
}

const byName = <Row extends { name: string }>(...lists: readonly Row[][]): Row[] =>
  lists.flat().toSorted((a, b) => a.name.localeCompare(b.name));
