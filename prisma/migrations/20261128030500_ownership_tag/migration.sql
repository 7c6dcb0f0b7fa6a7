-- What was last seen of a cluster says of each VM whose ownership tag it bears under the name that the code has for it.
UPDATE cluster_observations SET observation = replace(observation::text, '"stampedFor":', '"taggedFor":')::jsonb;
