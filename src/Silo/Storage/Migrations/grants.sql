-- What the role that runs needs, where it is another than the owner, and no more: it reads the queries and what was applied, and never changes a table's form.

GRANT USAGE ON SCHEMA sandboxes TO $role$;

GRANT SELECT ON OrleansQuery, schema_version TO $role$;

GRANT SELECT, INSERT, UPDATE, DELETE ON
    OrleansMembershipVersion, OrleansMembership, OrleansStorage, OrleansReminders, session, storage_probe, audit
    TO $role$;
