-- A statement that wrote fewer rows than it was to ends its transaction itself: nobody has to wait for its answer to say so.
-- serialization_failure: the batch reads afresh, and tries again.
create function overtaken() returns void language plpgsql as $$
begin
  raise exception 'Another batch was faster.' using errcode = '40001';
end $$;
