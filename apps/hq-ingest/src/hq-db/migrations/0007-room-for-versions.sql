-- A walk of what was walked before gives every row of a page a newer version. The page keeps as much room as its rows take, so
-- that their new versions stand in it and no index has to be written. A little more than half: what they leave is a pointer each.
alter table accounts set (fillfactor = 45);
alter table users set (fillfactor = 45);
alter table companies set (fillfactor = 45);
alter table account_members set (fillfactor = 45);
alter table projects set (fillfactor = 45);
alter table project_companies set (fillfactor = 45);
alter table project_members set (fillfactor = 45);
