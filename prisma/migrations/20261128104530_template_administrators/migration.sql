-- Who looks after the templates, and is support staff otherwise.
ALTER TABLE users DROP CONSTRAINT users_role;
ALTER TABLE users ADD CONSTRAINT users_role CHECK (role IN ('support', 'lead', 'template_admin', 'auditor', 'admin'));
