-- Time-ordered ids (RFC 9562, version 7) for rows that the database itself writes. PostgreSQL has a function of its own
-- only since 18, and 14 is supported. The 12 bits after the version carry microseconds, so that ids made one after the
-- other in a transaction sort in that order.
CREATE FUNCTION portal_uuidv7() RETURNS uuid LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(
    overlay(
      overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send(micros / 1000) FROM 3) FROM 1 FOR 6)
      PLACING int2send((28672 + ((micros % 1000) * 4096) / 1000)::int2) FROM 7 FOR 2),
    'hex')::uuid
  FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros) AS clock
$$;
