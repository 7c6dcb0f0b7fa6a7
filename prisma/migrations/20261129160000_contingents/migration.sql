-- What all VMs of a template or on a cluster may hold together, whoever's they are: a contingent, and nothing of each.
ALTER TABLE limits ADD COLUMN template_id uuid, ADD COLUMN cluster_id uuid,
  ADD CONSTRAINT limits_template_id_fkey FOREIGN KEY (template_id) REFERENCES templates (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  ADD CONSTRAINT limits_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES clusters (id) ON UPDATE RESTRICT ON DELETE RESTRICT;
CREATE INDEX limits_template_id_idx ON limits (template_id);
CREATE INDEX limits_cluster_id_idx ON limits (cluster_id);
COMMENT ON COLUMN limits.template_id IS 'audit: track';
COMMENT ON COLUMN limits.cluster_id IS 'audit: track';

ALTER TABLE limits DROP CONSTRAINT limits_subject;
ALTER TABLE limits ADD CONSTRAINT limits_subject CHECK (subject_kind IN ('everyone', 'role', 'team', 'person', 'template', 'cluster')
  AND (role IS NOT NULL) = (subject_kind = 'role')
  AND (team_id IS NOT NULL) = (subject_kind = 'team')
  AND (user_id IS NOT NULL) = (subject_kind = 'person')
  AND (template_id IS NOT NULL) = (subject_kind = 'template')
  AND (cluster_id IS NOT NULL) = (subject_kind = 'cluster'));
ALTER TABLE limits DROP CONSTRAINT limits_together;
ALTER TABLE limits ADD CONSTRAINT limits_together CHECK (
  (NOT together OR (subject_kind IN ('everyone', 'team', 'template', 'cluster') AND measure NOT IN ('leaseHours', 'lifetimeHours', 'extensions')))
  AND (together OR subject_kind NOT IN ('template', 'cluster')));

DROP INDEX limits_in_force;
CREATE UNIQUE INDEX limits_in_force ON limits (subject_kind,
  coalesce(role, team_id::text, user_id::text, template_id::text, cluster_id::text, ''), measure, together)
  WHERE removed_at IS NULL AND ends_at IS NULL;
