import { html } from 'hono/html';

/** A piece of a page, escaped already. */
export type Html = ReturnType<typeof html>;

export { html };
export const nothing: Html = html``;
