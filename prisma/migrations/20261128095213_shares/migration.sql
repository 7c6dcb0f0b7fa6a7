-- Who uses a deployment beside its owner: a colleague, or everybody of a team. Ended shares are removed; the audit trail has them.
CREATE TABLE deployment_shares (
  id uuid NOT NULL,
  deployment_id uuid NOT NULL,
  user_id uuid,
  team_id uuid,
  level text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT deployment_shares_pkey PRIMARY KEY (id),
  CONSTRAINT deployment_shares_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployment_shares_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployment_shares_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT deployment_shares_receiver CHECK ((user_id IS NULL) <> (team_id IS NULL)),
  CONSTRAINT deployment_shares_level CHECK (level IN ('view', 'operate'))
);
CREATE UNIQUE INDEX deployment_shares_deployment_id_user_id_key ON deployment_shares (deployment_id, user_id);
CREATE UNIQUE INDEX deployment_shares_deployment_id_team_id_key ON deployment_shares (deployment_id, team_id);
CREATE INDEX deployment_shares_user_id_idx ON deployment_shares (user_id);
CREATE INDEX deployment_shares_team_id_idx ON deployment_shares (team_id);

COMMENT ON COLUMN deployment_shares.id IS 'audit: track';
COMMENT ON COLUMN deployment_shares.deployment_id IS 'audit: track';
COMMENT ON COLUMN deployment_shares.user_id IS 'audit: track';
COMMENT ON COLUMN deployment_shares.team_id IS 'audit: track';
COMMENT ON COLUMN deployment_shares.level IS 'audit: track';
COMMENT ON COLUMN deployment_shares.created_at IS 'audit: track';

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON deployment_shares
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('deployment', 'deployment_id');

-- What somebody may see is kept in memory with the person: whoever has it there is told.
CREATE FUNCTION portal_announce_share() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  present jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
  PERFORM pg_notify('portal_changes', json_build_object(
    'id', present ->> 'id',
    'subjectType', CASE WHEN present ->> 'team_id' IS NULL THEN 'user' ELSE 'team' END,
    'subjectId', coalesce(present ->> 'team_id', present ->> 'user_id'))::text);
  RETURN NULL;
END $$;

CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON deployment_shares
  FOR EACH ROW EXECUTE FUNCTION portal_announce_share();

GRANT SELECT, INSERT, DELETE ON deployment_shares TO portal_app;
