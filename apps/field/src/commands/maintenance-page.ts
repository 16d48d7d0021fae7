import { Command, Option } from 'commander';
import { maintenanceDefaults, maintenancePage } from '../maintenance/maintenance-page.ts';

export const maintenancePageCommand = new Command('maintenance-page')
  .description('Prints the maintenance page as it would be served.')
  .addOption(new Option('--scope <scope>', 'whose page').choices(['all', 'administration']).default('all'))
  .option('--text <words>', 'what it says, its own words unless told')
  .action(({ scope, text = '' }: { scope: 'all' | 'administration'; text?: string }) => {
    process.stdout.write(maintenancePage(text.trim() || maintenanceDefaults[scope]));
  });
