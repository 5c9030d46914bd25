CREATE INDEX ix_dispatch_untold ON routing.dispatch (id, updated_at) WHERE purpose = 'document' AND state IN ('emailed', 'handed_over', 'cancelled') AND reported_at IS NULL;
