-- The last TRUNCATE of a captured table before the verification began, as Field's database writes its time; null where there was none to settle.
alter table migration.verifications add truncated text;
