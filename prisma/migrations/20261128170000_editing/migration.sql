-- What people say of a VM beside its ticket and purpose, all of which they may change afterwards: for whom it is, what should be known of
-- it, and what it is found by.
CREATE FUNCTION portal_are_tags(tags text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT NOT EXISTS (SELECT FROM unnest(tags) AS tag WHERE tag !~ '^[a-z0-9_][a-z0-9_+.-]*$')
$$;

ALTER TABLE deployments
  ADD COLUMN customer text,
  ADD COLUMN notes text,
  ADD COLUMN tags text[] DEFAULT '{}' NOT NULL,
  ADD CONSTRAINT deployments_said CHECK (char_length(customer) <= 100 AND char_length(notes) <= 2000
    AND portal_texts_fit(tags, 10, 24) AND portal_are_tags(tags));
CREATE INDEX deployments_tags_idx ON deployments USING gin (tags);

COMMENT ON COLUMN deployments.customer IS 'audit: track';
COMMENT ON COLUMN deployments.notes IS 'audit: track';
COMMENT ON COLUMN deployments.tags IS 'audit: track';

-- Searched for as well, but for the notes. Rows from before have neither, so what was indexed of them stays true.
CREATE FUNCTION portal_search_words(name text, ticket text, customer text, purpose text, tags text[], vmid int, addresses text[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT lower(concat_ws(' ', name, ticket, customer, purpose, array_to_string(tags, ' '), vmid, array_to_string(addresses, ' ')))
$$;

CREATE OR REPLACE FUNCTION portal_index_deployment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  words text := portal_search_words(NEW.name, NEW.ticket, NEW.customer, NEW.purpose, NEW.tags, NEW.vmid, NEW.addresses);
BEGIN
  INSERT INTO deployment_search (deployment_id, document, grams) VALUES (NEW.id, words, portal_search_grams(words))
  ON CONFLICT (deployment_id) DO UPDATE SET document = excluded.document, grams = excluded.grams;
  RETURN NULL;
END $$;

DROP TRIGGER reindex_deployment ON deployments;
CREATE TRIGGER reindex_deployment AFTER UPDATE ON deployments
  FOR EACH ROW
  WHEN ((OLD.name, OLD.ticket, OLD.customer, OLD.purpose, OLD.tags, OLD.vmid, OLD.addresses)
    IS DISTINCT FROM (NEW.name, NEW.ticket, NEW.customer, NEW.purpose, NEW.tags, NEW.vmid, NEW.addresses))
  EXECUTE FUNCTION portal_index_deployment();

DROP FUNCTION portal_search_words(text, text, text, int, text[]);
