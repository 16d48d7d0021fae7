-- A put was sent and its answer did not come: Field may have the record, whatever it says of a later state of it. What was tried before
-- this column was there may have been that.
alter table provisioning add column is_answer_lost boolean not null default false;
update provisioning set is_answer_lost = true where attempts > 0 or claimed_until < clock_timestamp();
