import { Command } from 'commander';

export const changesCommand = new Command('changes').action(async () => {});
