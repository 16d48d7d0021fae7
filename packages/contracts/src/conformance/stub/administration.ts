import type { HqHandlers } from '../../v1/handlers.ts';
import type { Store } from './store.ts';

const fields = { owner: 'field', epoch: 0 } as const;
const never = { ...fields, actor: null, reason: null, movedAt: null, editsFieldLacks: 0 };

/** An HQ in memory keeps nobody's administration: Field owns every account, and no push to Field was ever seen to arrive. */
export function administration(store: Store): HqHandlers['administration'] {
  const isKnown = (account: string): boolean => store.find('account', account) !== null;
  const notHqs = async () => ({
    externalId: null,
    authority: fields,
    refusal: {
      code: 'authority_moved' as const,
      field: null,
      message: 'Field keeps the administration of this account; make the change there',
      current: null,
      digest: null,
      administrators: [],
    },
  });
  return {
    readHome: async () => ({ accounts: [], projects: [] }),
    readAccount: async ({ account }) => ({
      isKnown: isKnown(account),
      authority: fields,
      access: null,
      administrators: [],
      account: null,
    }),
    readProject: async ({ project }) => {
      const row = store.find('project', project);
      return {
        isKnown: row !== null,
        account: row?.account?.externalId ?? null,
        authority: fields,
        access: null,
        accountAccess: null,
        administrators: [],
        project: null,
      };
    },
    changeAccount: notHqs,
    changeMember: notHqs,
    changeCompany: notHqs,
    createProject: notHqs,
    changeProject: notHqs,
    changeProjectMember: notHqs,
    startTrial: async () => ({
      account: null,
      project: null,
      authority: fields,
      refusal: { code: 'not_permitted', field: null, message: 'This HQ begins no trials; begin them in Field' },
    }),
    readAuthority: async ({ accounts }) => ({
      accounts: accounts.map((account) => ({ account, isKnown: isKnown(account), ...never })),
      lastArrival: null,
    }),
    moveAuthority: async ({ account }) => ({
      authority: { account, isKnown: isKnown(account), ...never },
      refusal: isKnown(account)
        ? { code: 'reverse_unproven', message: 'No push from HQ to Field has been seen to arrive; prove the way back first', edits: [] }
        : { code: 'account_unknown', message: 'HQ has no such account; migrate it first', edits: [] },
    }),
  };
}
