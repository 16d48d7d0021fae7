import { limits } from '@hq-field/contracts';
import { type AdministrationClient, createAdministrationClient, isContractKey } from '@hq-field/field-adapter';
import type { Context } from '../context.ts';
import { developmentKeys } from '../development/defaults.ts';
import type { AuthorityPorts } from './authority-ports.ts';

/** HQ's administration, with the key of the runner. */
export async function openAdministration({ config }: Context): Promise<AdministrationClient> {
  return createAdministrationClient({
    url: config.hqUrl,
    signingKeyFile: config.signingKeyFile ?? (await developmentKeys()).signingKeyFile,
  });
}

/** Who keeps the administration of each account, whatever their number. */
export async function lookAt(administration: AdministrationClient, accounts: readonly string[]): ReturnType<AuthorityPorts['hq']['look']> {
  const found: Awaited<ReturnType<AuthorityPorts['hq']['look']>> = { accounts: [], lastArrival: null };
  // HQ cannot be asked of a guid that the contract does not take, and has no such account.
  const named = accounts.filter((account) => isContractKey('account', account));
  for (let at = 0; at < named.length; at += limits.accountsPerQuery) {
    const answer = await administration.readAuthority({ accounts: named.slice(at, at + limits.accountsPerQuery) });
    found.accounts.push(...answer.accounts);
    found.lastArrival = answer.lastArrival;
  }
  return found;
}
