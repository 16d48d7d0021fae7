import { Hono } from 'hono';
import { demandOperator } from '../access.ts';
import { type ConsoleContext, type ConsoleEnvironment, show } from '../console-context.ts';
import { readQueue } from '../field-part/read-queue.ts';
import { provisioningPage } from '../pages/provisioning-page.ts';

/** Lines on the page; the command `hq provisioning` lists more. */
const linesAtMost = 200;

/** What waits for Field. */
export function provisioning({ sql, gates }: ConsoleContext): Hono<ConsoleEnvironment> {
  return new Hono<ConsoleEnvironment>().get('/provisioning', async (c) => {
    demandOperator(c.get('identity'), 'see what waits for Field');
    return show(c, 'Waiting for Field', provisioningPage(await readQueue(sql, gates, linesAtMost)));
  });
}
