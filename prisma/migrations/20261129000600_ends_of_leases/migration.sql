-- What happens at the end of a lease is said by the grace of the template version: none and the VM is deleted at once, some hours and it is
-- stopped and kept so long, null and it is stopped and kept until somebody extends or deletes it. Then nothing deletes it by a date.
ALTER TABLE template_versions ALTER COLUMN grace_hours DROP NOT NULL;
ALTER TABLE deployments ALTER COLUMN delete_at DROP NOT NULL;
