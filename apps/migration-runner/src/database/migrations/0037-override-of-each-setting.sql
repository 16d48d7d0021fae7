-- Each setting keeps who set it last, when and why; and each one that was overridden its own end, with what comes back then.
alter table migration.throttle
  -- setting: reason, actor, since
  add set_by jsonb not null default '{}',
  -- setting: until, value, by; in place of revert and expires_at, which stay for the hosts of an older release
  add overrides jsonb not null default '{}';
alter table migration.throttle_history add set_by jsonb not null default '{}', add overrides jsonb not null default '{}';

update migration.throttle set
  set_by = (
    select coalesce(jsonb_object_agg(setting, jsonb_build_object('reason', reason, 'actor', actor, 'since', since)), '{}')
    from (values ('paused', paused), ('killed', killed)) as s (setting, is_set) where is_set
  ),
  overrides = (
    select coalesce(jsonb_object_agg(key, jsonb_build_object('until', expires_at, 'value', value, 'by', null)), '{}')
    from jsonb_each(revert) where expires_at is not null
  ),
  revert = null, expires_at = null;
update migration.throttle_history set overrides = (
  select coalesce(jsonb_object_agg(key, jsonb_build_object('until', expires_at, 'value', value, 'by', null)), '{}')
  from jsonb_each(revert) where expires_at is not null
);
