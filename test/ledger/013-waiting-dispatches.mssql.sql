CREATE INDEX ix_dispatch_held ON routing.dispatch (id) WHERE state = 'held';

CREATE INDEX ix_dispatch_in_doubt ON routing.dispatch (id) WHERE state = 'in_doubt';

CREATE INDEX ix_dispatch_copy_wanted ON routing.dispatch (batch_id, state, id) WHERE state = 'emailed' AND paper_copy_basis IS NOT NULL;
