// Words that Field's customers write, clean and dirty.

export const firstNames = [
  'Ann',
  'Björn',
  'Chen',
  'Dagmar',
  'Emeka',
  'Françoise',
  'Giulia',
  'Hiro',
  'Ines',
  'José',
  'Kateřina',
  'Liam',
  'Mei',
  'Noor',
  'Olga',
  'Priya',
  'Quentin',
  'Rosa',
  'Søren',
  'Tomás',
];
export const lastNames = [
  'Adler',
  'Brown',
  'Castellano',
  'Dvořák',
  'Eriksson',
  'Fischer',
  'García',
  'Huang',
  'Ivanova',
  'Jones',
  'Kowalski',
  'Lee',
  'Müller',
  'Nguyen',
  "O'Neill",
  'Petit',
  'Quist',
  'Rossi',
  'Schmidt',
  'Tanaka',
];
export const jobTitles = ['Project Manager', 'Site Engineer', 'Foreman', 'Architect', 'Inspector', 'Safety Officer', null];
export const companyWords = [
  'Acme',
  'Bridgewater',
  'Cobalt',
  'Delta',
  'Evergreen',
  'Foundry',
  'Granite',
  'Harbor',
  'Ironwood',
  'Juniper',
  'Keystone',
  'Liberty',
  'Meridian',
  'Northgate',
  'Oakfield',
  'Pinnacle',
  'Quarry',
  'Riverside',
  'Summit',
  'Timber',
];
export const companyKinds = [
  'Construction',
  'Builders',
  'Electric',
  'Plumbing',
  'Concrete',
  'Design',
  'Engineering',
  'Steel',
  'Roofing',
  'Glazing',
];
export const legalForms = ['', ' Inc', ' LLC', ' Ltd', ' GmbH', ' SA'];
export const projectWords = [
  'Airport',
  'Bridge',
  'Clinic',
  'Dam',
  'Embassy',
  'Factory',
  'Garage',
  'Hospital',
  'Institute',
  'Jetty',
  'Library',
  'Museum',
  'Office',
  'Plant',
  'School',
  'Stadium',
  'Station',
  'Terminal',
  'Tower',
  'Warehouse',
];
export const projectTypes = [
  'Office',
  'Hospital',
  'Retail',
  'Bridge',
  'Data Center',
  'Hotel / Motel',
  'Rail',
  'Museum',
  'Warehouse (non-manufacturing)',
  'Oil & Gas',
];
export const roleTokens = [
  'contractor',
  'architect',
  'engineer',
  'owner',
  'subcontractor',
  'inspector',
  'document_manager',
  'photo_viewer',
];
export const currencies = ['USD', 'EUR', 'GBP', 'CAD', 'AUD', 'CNY'];
export const oddNames = [
  '  Padded  ',
  '\u00a0Hard space\u00a0',
  '\u202eright to left\u202c',
  '__proto__',
  '=cmd|/c calc',
  '<script>alert(1)</script>',
  'Quote "and", comma',
  'Line one\nline two',
  'Cafe\u0301 decomposed',
  '🏗️ crane',
  '\u200fמגדל',
  '-3',
];

export const companyTypes = ['Concrete', 'Mechanical', 'Electrical', 'Plumbing', 'Masonry', 'Electrical'];
export const oddCompanyTypes = ['Other', '', '  ', 'Catering', 'concrete', null];
export const categories = ['Contractor', 'Owner', 'Architect', 'Engineer', 'Consultant', 'Commissioning Agent'];
export const oddCategories = ['Neighbour', 'Subcontractor', '', null, null];
export const countries = ['United States', 'US', 'Germany', 'France', 'United Kingdom', 'China', 'Canada', 'Australia', null];
export const countryAliases = ['USA', 'U.K.', 'Deutschland', 'de', 'us', 'Holland', ' japan ', 'UNITED STATES', 'Åland Islands'];
export const unknownCountries = ['Atlantis', 'N/A', 'Österreich', '--', 'Europe', '1'];
export const zones = ['America/New_York', 'Europe/Berlin', 'America/Los_Angeles', 'America/Chicago', 'Asia/Tokyo', null];
export const railsZones = [
  'Eastern Time (US & Canada)',
  'Pacific Time (US & Canada)',
  'London',
  'Beijing',
  'Sydney',
  'Berlin',
  'Hawaii',
  'Tijuana',
  'Midway Island',
  'Samoa',
  'Solomon Is.',
  'Chatham Is.',
  'Kaliningrad',
  'Volgograd',
  'Montevideo',
  'Puerto Rico',
  'Zurich',
];
export const unknownZones = ['Kyev', 'Mars/Olympus', 'EST5', ' Berlin ', 'berlin', 'GMT+25'];
export const locales = ['en', 'en', 'de', 'fr'];
export const oddLocales = ['pt-BR', 'en-US', 'de_DE', 'en_GB', 'FR', null, 'zh_CN', 'xx', ''];
export const oddProjectTypes = ['office', 'HOTEL/MOTEL', 'stadium / arena', 'Submarine dock', null, ' retail ', ''];
export const oddCurrencies = ['usd', '$', '€', '£', null, 'eur', 'C$', ' GBP '];
export const cities = ['Boston', 'Shanghai', 'San Francisco', 'München', 'Lyon', 'Kraków', null];
