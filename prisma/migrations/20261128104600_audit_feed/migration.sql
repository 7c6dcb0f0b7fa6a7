-- Seals go to whoever watches the audit trail elsewhere, with their rows (ADR 0057).
ALTER TABLE audit_checkpoints DROP CONSTRAINT audit_checkpoints_target;
ALTER TABLE audit_checkpoints ADD CONSTRAINT audit_checkpoints_target CHECK (target = ANY (ARRAY['file', 'feed']));
