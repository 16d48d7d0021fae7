export { accountMembers } from './account-members.ts';
export { accounts } from './accounts.ts';
export { companies } from './companies.ts';
export { projectCompanies } from './project-companies.ts';
export { projectMembers } from './project-members.ts';
export { projects } from './projects.ts';
export { highestVersions, tombstones } from './tombstones.ts';
export { users } from './users.ts';
