-- What is searched of a deployment, in one place: the index has the VMID among it, and whoever may not see that searches without.
CREATE FUNCTION portal_search_words(name text, ticket text, purpose text, vmid int, addresses text[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT lower(concat_ws(' ', name, ticket, purpose, vmid, array_to_string(addresses, ' ')))
$$;

CREATE OR REPLACE FUNCTION portal_index_deployment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  words text := portal_search_words(NEW.name, NEW.ticket, NEW.purpose, NEW.vmid, NEW.addresses);
BEGIN
  INSERT INTO deployment_search (deployment_id, document, grams) VALUES (NEW.id, words, portal_search_grams(words))
  ON CONFLICT (deployment_id) DO UPDATE SET document = excluded.document, grams = excluded.grams;
  RETURN NULL;
END $$;
