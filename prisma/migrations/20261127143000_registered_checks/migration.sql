-- What the source of a template was like when its version was published: the checks that it did not pass, one a line. Null: not known.

ALTER TABLE template_version ADD COLUMN registered_checks text;
ALTER TABLE template_version ADD CONSTRAINT template_version_registered_checks CHECK (char_length(registered_checks) <= 8000);
COMMENT ON COLUMN template_version.registered_checks IS 'audit: track';
