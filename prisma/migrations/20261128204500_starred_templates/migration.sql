-- Templates that come first where somebody chooses one.
CREATE TABLE starred_templates (
  user_id uuid NOT NULL,
  template_id uuid NOT NULL,
  CONSTRAINT starred_templates_pkey PRIMARY KEY (user_id, template_id),
  CONSTRAINT starred_templates_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT starred_templates_template_id_fkey FOREIGN KEY (template_id) REFERENCES templates (id) ON UPDATE RESTRICT ON DELETE RESTRICT
);
COMMENT ON COLUMN starred_templates.user_id IS 'audit: track';
COMMENT ON COLUMN starred_templates.template_id IS 'audit: track';

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON starred_templates
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('user', 'user_id');
GRANT SELECT, INSERT, DELETE ON starred_templates TO portal_app;
