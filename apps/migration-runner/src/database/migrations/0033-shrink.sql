-- The automatic throttle takes away fibres that bring nothing.
alter table migration.throttle_steps drop constraint throttle_steps_action_check;
alter table migration.throttle_steps add constraint throttle_steps_action_check check (action in ('grow', 'hold', 'shrink', 'halve'));
