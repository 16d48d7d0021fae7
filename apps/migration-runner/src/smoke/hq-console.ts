import { SmokeError, within } from './expectations.ts';
import { Site } from './site.ts';

/** HQ's console as an operator uses it. */
export class HqConsole extends Site {
  async signIn(email: string): Promise<void> {
    await this.open('/sign-in');
    if ((await this.page.getByLabel('E-mail').count()) === 0) throw new SmokeError(`${this.url} shows no sign-in: is HQ's console on?`);
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.#refusals();
  }

  /** Addresses of the accounts of exactly this name. */
  async accountsNamed(name: string): Promise<string[]> {
    await this.open(`/accounts?name=${encodeURIComponent(name)}`);
    return this.#linksNamed(name, 'accounts');
  }

  /** Opens the project of this name in an account of this name; null where HQ has none. */
  async openProject(account: string, project: string): Promise<string | null> {
    for (const path of await this.accountsNamed(account)) {
      await this.page.goto(new URL(path, this.url).href);
      const [found] = await this.#linksNamed(project, 'projects');
      if (found === undefined) continue;
      await this.page.goto(new URL(found, this.url).href);
      return found;
    }
    return null;
  }

  /** Waits for the project, and opens it. */
  async openProjectWhenThere(account: string, project: string, patienceMs: number): Promise<string> {
    return within(this.page, patienceMs, `a project "${project}" of the account "${account}"`, () => this.openProject(account, project));
  }

  /** Waits until HQ has no account of this name. */
  async accountGone(name: string, patienceMs: number): Promise<void> {
    await within(this.page, patienceMs, `that the account "${name}" is gone`, async () =>
      (await this.accountsNamed(name)).length === 0 ? true : null,
    );
  }

  async projectGone(account: string, project: string, patienceMs: number): Promise<void> {
    await within(this.page, patienceMs, `that the project "${project}" is gone`, async () =>
      (await this.openProject(account, project)) === null ? true : null,
    );
  }

  /** A fact of the open page by its name; null when it is not shown. */
  async fact(name: string): Promise<string | null> {
    const value = this.page.locator(`dt:text-is(${JSON.stringify(name)}) + dd`);
    return (await value.count()) === 0 ? null : ((await value.first().textContent()) ?? '').trim();
  }

  /** Loads the open page again until it shows this fact. */
  async waitForFact(name: string, value: string | null, patienceMs: number): Promise<void> {
    await within(this.page, patienceMs, `${name} ${value ?? 'not set'}`, async () => {
      await this.page.reload();
      return (await this.fact(name)) === value ? true : null;
    });
  }

  /** The cells of the row that names this. */
  async row(of: string): Promise<string[]> {
    return this.page.getByRole('row').filter({ hasText: of }).first().locator('th, td').allTextContents();
  }

  async follow(link: string): Promise<void> {
    await this.page.getByRole('link', { name: link, exact: true }).first().click();
  }

  /** Fills the open form by the labels of its fields, and sends it. */
  async send(answers: Readonly<Record<string, string>>, button: string): Promise<void> {
    for (const [label, value] of Object.entries(answers)) await this.page.getByLabel(label).first().fill(value);
    await this.page.getByRole('button', { name: button }).click();
    await this.#refusals();
  }

  async #linksNamed(name: string, list: string): Promise<string[]> {
    for (;;) {
      const links = this.page.locator('th a').filter({ hasText: name });
      const found: string[] = [];
      for (const link of await links.all()) {
        const href = await link.getAttribute('href');
        if (href !== null && (await link.textContent()) === name) found.push(href);
      }
      const next = this.page.getByRole('link', { name: `Next page of ${list}` });
      if (found.length > 0 || (await next.count()) === 0) return found;
      await next.click();
    }
  }

  async #refusals(): Promise<void> {
    const alerts = await this.page.getByRole('alert').allTextContents();
    if (alerts.length > 0) throw new SmokeError(`HQ's console: ${alerts.join(' ').replaceAll(/\s+/gu, ' ').trim()}`);
  }
}
