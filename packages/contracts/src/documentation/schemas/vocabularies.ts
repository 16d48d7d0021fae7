import { constructionTypes } from '../../v1/vocabularies/construction-types.ts';
import { contractTypes } from '../../v1/vocabularies/contract-types.ts';
import { countries } from '../../v1/vocabularies/countries.ts';
import { currencies } from '../../v1/vocabularies/currencies.ts';
import { languages } from '../../v1/vocabularies/languages.ts';
import { projectTypes } from '../../v1/vocabularies/project-types.ts';
import { roles } from '../../v1/vocabularies/roles.ts';
import { services } from '../../v1/vocabularies/services.ts';
import { timezones } from '../../v1/vocabularies/timezones.ts';
import { trades } from '../../v1/vocabularies/trades.ts';

export interface Vocabulary {
  /** Name of its schema where the list is closed. */
  component: string;
  meaning: string;
  values: readonly string[];
  /** Whether another value is refused. */
  isClosed: boolean;
}

const closed = (component: string, meaning: string, values: readonly string[]): Vocabulary => ({
  component,
  meaning,
  values,
  isClosed: true,
});
const proposed = (component: string, meaning: string, values: readonly string[]): Vocabulary => ({
  component,
  meaning,
  values,
  isClosed: false,
});

/** Lists of words that fields take their values from, by name. Short lists stand at their field as well. */
export const vocabularies: Readonly<Record<string, Vocabulary>> = {
  countries: closed('Country', 'ISO 3166-1 alpha-2 codes.', countries),
  currencies: closed('Currency', 'ISO 4217 codes, withdrawn ones included because old projects are priced in them.', currencies),
  languages: closed('Language', 'Languages of Field.', languages),
  timezones: closed('Timezone', 'IANA zones that HQ accepts, in the old spellings that HQ keeps.', timezones),
  trades: closed('Trade', 'Trades of a company. A sub-trade is written after " | ".', trades),
  roles: closed('Role', 'Industry roles of a project member.', roles),
  services: closed('Service', 'Keys of the services of HQ.', services),
  projectTypes: proposed('ProjectType', 'Types of a project that HQ proposes; a customer may have others.', projectTypes),
  constructionTypes: proposed('ConstructionType', 'Kinds of construction that HQ proposes.', constructionTypes),
  contractTypes: proposed('ContractType', 'Kinds of contract that HQ proposes.', contractTypes),
};
