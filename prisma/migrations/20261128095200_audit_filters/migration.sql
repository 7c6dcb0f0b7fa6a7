-- A page of the audit trail comes from one index in its order, whatever it is filtered by.

-- A subject is asked for by its id alone, and a kind of subject by itself.
CREATE INDEX audit_logs_subject_id_id_idx ON audit_logs (subject_id, id DESC);
CREATE INDEX audit_logs_subject_type_id_idx ON audit_logs (subject_type, id DESC);
DROP INDEX audit_logs_subject_type_subject_id_id_idx;

-- What names a ticket, and the deployments that were made for it.
CREATE INDEX audit_logs_ticket_id_idx ON audit_logs ((detail ->> 'ticket'), id DESC) WHERE detail ->> 'ticket' IS NOT NULL;
CREATE INDEX deployments_ticket_idx ON deployments (ticket) WHERE ticket IS NOT NULL;
