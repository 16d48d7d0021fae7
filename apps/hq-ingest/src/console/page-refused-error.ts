import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A page is not shown. The message says who can see it, or where to go on. */
export class PageRefusedError extends Error {
  readonly code = 'page_refused';
  readonly status: ContentfulStatusCode;
  readonly title: string;

  constructor(status: ContentfulStatusCode, title: string, message: string) {
    super(message);
    this.name = 'PageRefusedError';
    this.status = status;
    this.title = title;
  }
}

export function forbidden(message: string): PageRefusedError {
  return new PageRefusedError(403, 'You may not see this', message);
}

export function notFound(what: string): PageRefusedError {
  return new PageRefusedError(
    404,
    'There is no such page',
    `HQ holds no ${what} of this address. It may have been deleted; look for it in the list of accounts.`,
  );
}
