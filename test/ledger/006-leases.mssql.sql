CREATE INDEX ix_dispatch_lease ON routing.dispatch (lease_owner) WHERE lease_owner IS NOT NULL;
