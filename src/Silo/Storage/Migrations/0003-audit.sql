-- What operators did; only added to, and cleared of what is old.

CREATE TABLE audit
(
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL,
    organization text COLLATE "C" NOT NULL,
    key          text NOT NULL,
    operation    text NOT NULL,
    target       text NOT NULL,
    reason       text,
    outcome      text NOT NULL
);
