-- Views of the list of VMs that people have named: the filters of each, as the list takes them.

CREATE TABLE saved_views (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  filters jsonb NOT NULL,
  CONSTRAINT saved_views_pkey PRIMARY KEY (id),
  CONSTRAINT saved_views_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT saved_views_name CHECK (char_length(name) >= 1 AND char_length(name) <= 40),
  CONSTRAINT saved_views_filters CHECK (jsonb_typeof(filters) = 'object' AND octet_length(filters::text) <= 4096)
);
CREATE UNIQUE INDEX saved_views_user_id_name_key ON saved_views (user_id, name);
COMMENT ON COLUMN saved_views.id IS 'audit: track';
COMMENT ON COLUMN saved_views.user_id IS 'audit: track';
COMMENT ON COLUMN saved_views.name IS 'audit: track';
COMMENT ON COLUMN saved_views.filters IS 'audit: track';

CREATE CONSTRAINT TRIGGER require_audit AFTER INSERT OR UPDATE OR DELETE ON saved_views
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_require_audit('user', 'user_id');
GRANT SELECT, INSERT, DELETE ON saved_views TO portal_app;
