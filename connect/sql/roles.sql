-- Who writes and who reads. Run once, by an administrator of the database; then give freshet_sink its password,
-- and freshet_reader to those who ask.
CREATE ROLE freshet_sink LOGIN;
CREATE ROLE freshet_reader;

-- The connector owns its tables, for it adds a column when a topic's contract grows a field.
CREATE SCHEMA freshet AUTHORIZATION freshet_sink;

GRANT USAGE ON SCHEMA freshet TO freshet_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE freshet_sink IN SCHEMA freshet GRANT SELECT ON TABLES TO freshet_reader;
