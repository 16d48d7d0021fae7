import { spawnSync } from 'node:child_process';
import { accessSync, chownSync, constants } from 'node:fs';
import { join } from 'node:path';

/** PostgreSQL refuses to run as root. This says how its programs are started instead. */
export interface Unprivileged {
  /** Words to put before the command. */
  prefix: string[];
  /** Options of node:child_process for the user. */
  user: { uid?: number; gid?: number };
  /** Gives a folder to the user that will run the server. */
  own: (folder: string) => void;
}

const nobody = 65534;
const asNobody = { uid: nobody, gid: nobody };

/**
 * Finds a way to run the programs in `binaries` on data in `folder` without being root: as we are, as "nobody", or in a
 * user namespace where root looks like "nobody" (for a checkout that only root can read). Throws when there is none.
 */
export function unprivileged(binaries: string, folder: string): Unprivileged {
  if (process.getuid?.() !== 0) return { prefix: [], user: {}, own: () => {} };

  const probe = ['--version'];
  const canEnter = spawnSync('test', ['-x', folder], asNobody).status === 0;
  if (canEnter && spawnSync(join(binaries, 'postgres'), probe, asNobody).status === 0) {
    return { prefix: [], user: asNobody, own: (path) => chownSync(path, nobody, nobody) };
  }

  const prefix = ['unshare', `--map-user=${nobody}`, `--map-group=${nobody}`];
  if (spawnSync('unshare', [...prefix.slice(1), join(binaries, 'postgres'), ...probe]).status === 0) {
    return { prefix, user: {}, own: (path) => accessSync(path, constants.W_OK) };
  }

  throw new Error(
    `PostgreSQL does not run as root, the user "nobody" (${nobody}) cannot read ${binaries} or ${folder}, and user namespaces are not allowed here. ` +
      'Run as another user, or move the checkout to a folder that every user can read (chmod o+rx on its parents), or set *_DATABASE_URL to a server that runs already.',
  );
}
