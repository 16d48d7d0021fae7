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
    // A page behind another one is drawn once a second, and a click waits until what it clicks stands still.
    await this.page.bringToFront();
    await this.page.goto(this.url + path);
  }
}
