-- Offers that nobody has answered in their time: looked for each minute.
CREATE INDEX deployment_handovers_ends_at_idx ON deployment_handovers (ends_at);
