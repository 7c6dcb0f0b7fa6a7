-- Whom a deployment is offered to, who has to agree: one at a time. What is answered or withdrawn is removed; the audit trail has it.
CREATE TABLE deployment_handovers (
  id uuid NOT NULL,
  deployment_id uuid NOT NULL,
  user_id uuid NOT NULL,
  offered_by uuid NOT NULL,
  offered_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  CONSTRAINT deployment_handovers_pkey PRIMARY KEY (id),
  CONSTRAINT deployment_handovers_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployment_handovers_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployment_handovers_offered_by_fkey FOREIGN KEY (offered_by) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployment_handovers_ends CHECK (ends_at > offered_at)
);
CREATE UNIQUE INDEX deployment_handovers_deployment_id_key ON deployment_handovers (deployment_id);
CREATE INDEX deployment_handovers_user_id_idx ON deployment_handovers (user_id);

COMMENT ON COLUMN deployment_handovers.id IS 'audit: track';
COMMENT ON COLUMN deployment_handovers.deployment_id IS 'audit: track';
COMMENT ON COLUMN deployment_handovers.user_id IS 'audit: track';
COMMENT ON COLUMN deployment_handovers.offered_by IS 'audit: track';
COMMENT ON COLUMN deployment_handovers.offered_at IS 'audit: track';
COMMENT ON COLUMN deployment_handovers.ends_at IS 'audit: track';

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON deployment_handovers
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');

-- Whose pages show it is told.
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON deployment_handovers
  FOR EACH ROW EXECUTE FUNCTION portal_announce_share();

GRANT SELECT, INSERT, DELETE ON deployment_handovers TO portal_app;

-- Whom it is offered to stands in the detail, in rows about what is somebody else's: found with them when they are pseudonymised.
CREATE INDEX audit_logs_offered_to_idx ON audit_logs ((detail ->> 'to')) WHERE action = 'deployment.handover_offered';

CREATE OR REPLACE FUNCTION portal_rows_about(person uuid, pseudonym text, words text[], most int) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{}') FROM (
    SELECT id FROM (
      SELECT a.id, false AS is_about FROM audit_logs AS a
      WHERE a.actor_kind = 'user' AND a.actor_id = person::text AND (a.actor_name <> pseudonym OR a.address IS NOT NULL
        OR a.user_agent IS NOT NULL OR a.detail ? 'user_agent' OR portal_replace_words(a.detail, words, pseudonym) <> a.detail)
      UNION SELECT a.id, false FROM audit_logs AS a
      WHERE a.on_behalf_of = person AND (a.address IS NOT NULL OR a.user_agent IS NOT NULL
        OR portal_replace_words(a.detail, words, pseudonym) <> a.detail)
      UNION SELECT a.id, false FROM audit_logs AS a
      WHERE a.subject_owner_id = person AND portal_replace_words(a.detail, words, pseudonym) <> a.detail
      UNION SELECT a.id, false FROM audit_logs AS a
      WHERE a.action = 'deployment.handover_offered' AND a.detail ->> 'to' = person::text
        AND portal_replace_words(a.detail, words, pseudonym) <> a.detail
      UNION SELECT a.id, true FROM audit_logs AS a
      WHERE a.subject_type = 'user' AND a.subject_id = person::text AND (a.subject_name IS DISTINCT FROM pseudonym
        OR a.detail ? 'user_agent' OR portal_replace_words(a.detail, words, pseudonym) <> a.detail
        OR a.actor_kind = 'system' AND (a.address IS NOT NULL OR a.user_agent IS NOT NULL))
    ) AS found GROUP BY id ORDER BY bool_or(is_about) LIMIT most
  ) AS first
$$;
