-- A password is kept as long as there is a VM that was given it. Only that column may be written: keys stay as they came.

GRANT UPDATE (sealed_password) ON guest_access TO portal_app;

-- A migration is no act on a deployment, and has no audit row to show for it.
ALTER TABLE guest_access DISABLE TRIGGER USER;
UPDATE guest_access AS a SET sealed_password = NULL FROM deployment AS d
WHERE d.id = a.deployment_id AND a.sealed_password IS NOT NULL AND (d.status = 'deleted' OR (d.status = 'failed' AND (
  d.vmid IS NULL OR d.failure_code IN ('clone_failed', 'vm_missing', 'no_vmid_left', 'not_admitted', 'template_changed'))));
ALTER TABLE guest_access ENABLE TRIGGER USER;
