-- A user's handle that holds one sandbox at a time; written by group commit. The version starts anywhere and moves by one with every write, so that a row that was
-- forgotten and made anew is not taken for the old one. Ids are compared by their bytes, as everywhere else in the program.

CREATE TABLE session
(
    organization text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    version      bigint NOT NULL,
    incarnation  bigint NOT NULL,
    template     text NOT NULL,
    revision     int NOT NULL,
    lease        text,
    node         text COLLATE "C",
    sandbox      text,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    idle_timeout interval NOT NULL,
    max_lifetime interval NOT NULL,
    active_at    timestamptz NOT NULL,
    metadata     jsonb,
    served       jsonb,
    warning      text,
    ended_at     timestamptz,
    end_reason   text,
    end_detail   text,
    PRIMARY KEY (organization, name)
) WITH (fillfactor = 80);

CREATE INDEX session_on_node ON session (node, organization, name) WHERE ended_at IS NULL;

CREATE INDEX session_ended ON session (ended_at) WHERE ended_at IS NOT NULL;

-- Where the storage looks whether it takes rows again: a row of nearly a page, kept as it is, so that a disk that is full says so.

CREATE TABLE storage_probe (filler text NOT NULL);

ALTER TABLE storage_probe ALTER COLUMN filler SET STORAGE PLAIN;
