import type { Page } from 'playwright-core';

/** The pages of one system in a browser session. */
export class Site {
  readonly page: Page;
  readonly url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.url + path);
  }
}
