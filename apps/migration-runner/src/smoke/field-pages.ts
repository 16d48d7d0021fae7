import { SmokeError, within } from './expectations.ts';
import { Site } from './site.ts';

export interface Link {
  name: string;
  href: string;
}

/** Field's pages as somebody at a browser uses them. */
export class FieldPages extends Site {
  async signIn(email: string): Promise<void> {
    await this.open('/sign-in');
    await this.#form();
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.#refusals();
  }

  /** The administrators that Field proposes to sign in as, by their e-mails; at least one. */
  async proposedAdministrators(): Promise<string[]> {
    await this.open('/sign-in');
    await this.#form();
    const emails = await this.page.getByLabel('Administrator').locator('option').allTextContents();
    if (emails.length === 0)
      throw new SmokeError(`Field proposes no administrator to sign in as${await this.#closed()}; name one with --administrator`);
    return emails;
  }

  /** Signs in as somebody who may not have arrived yet. */
  async signInWhenKnown(email: string, patienceMs: number): Promise<void> {
    await within(this.page, patienceMs, `a login for ${email}`, () =>
      this.signIn(email).then(
        () => true,
        (error: unknown) => (error instanceof SmokeError ? null : Promise.reject(error)),
      ),
    );
  }

  async signOut(): Promise<void> {
    await this.page.context().clearCookies();
  }

  /** Accounts that the person administers. */
  async administeredAccounts(): Promise<Link[]> {
    await this.open('/accounts');
    return this.#linksOf('Accounts', 'Account administrator');
  }

  async projectsOf(account: Link): Promise<Link[]> {
    await this.open(account.href);
    return this.#linksOf('Projects');
  }

  /** Fills the fields of the open form by their labels, and sends it. */
  async send(answers: Readonly<Record<string, string>>, button: string): Promise<void> {
    await this.#form();
    for (const [label, value] of Object.entries(answers))
      await this.page.locator('form.sheet').getByLabel(label, { exact: false }).first().fill(value);
    await this.page.getByRole('button', { name: button }).click();
    await this.#refusals();
  }

  async follow(link: string): Promise<void> {
    const found = this.page.getByRole('link', { name: link, exact: true });
    if ((await found.count()) === 0) throw new SmokeError(`${await this.#heading()} has no link "${link}"${await this.#closed()}`);
    await found.first().click();
  }

  async value(label: string): Promise<string> {
    return this.page.locator('form.sheet').getByLabel(label).first().inputValue();
  }

  /** A fact of the open page; null when it has none of this name. */
  async fact(name: string): Promise<string | null> {
    const found = this.page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd[1]');
    return (await found.count()) === 0 ? null : ((await found.first().textContent()) ?? '').trim();
  }

  /** Throws unless the page says these words. */
  async says(words: string): Promise<void> {
    if ((await this.page.getByText(words).count()) === 0)
      throw new SmokeError(`${await this.#heading()} does not say "${words}"${await this.#closed()}`);
  }

  async #linksOf(table: string, having?: string): Promise<Link[]> {
    const rows = this.page.getByRole('region', { name: table }).getByRole('row');
    const links = (having === undefined ? rows : rows.filter({ hasText: having })).locator('th a');
    const found: Link[] = [];
    for (const link of await links.all())
      found.push({ name: (await link.textContent()) ?? '', href: (await link.getAttribute('href')) ?? '' });
    return found;
  }

  /** A page without a form says why. */
  async #form(): Promise<void> {
    if ((await this.page.locator('form.sheet').count()) === 0)
      throw new SmokeError(`${await this.#heading()} has no form${await this.#closed()}`);
  }

  /** A form that Field did not take comes back with its mistakes. */
  async #refusals(): Promise<void> {
    const mistakes = await this.page.getByRole('alert').getByRole('listitem').allTextContents();
    if (mistakes.length > 0) throw new SmokeError(`${await this.#heading()}: ${mistakes.join(' ')}`);
  }

  async #heading(): Promise<string> {
    return `the page "${(await this.page.locator('h1').first().textContent({ timeout: 5000 })) ?? ''}" of Field`;
  }

  async #closed(): Promise<string> {
    const words = await this.page.locator('.note.closed').allTextContents();
    return words.length === 0 ? '' : `: ${words.join(' ').trim()}`;
  }
}
