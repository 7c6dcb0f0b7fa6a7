-- What the portal has begun to delete by itself is counted before each more.
CREATE INDEX operations_unattended_deletions ON operations (requested_at) WHERE kind = 'delete' AND requested_by IS NULL;
CREATE INDEX problems_deletions_stopped ON problems (resolved_at) WHERE code = 'deletions_stopped';
