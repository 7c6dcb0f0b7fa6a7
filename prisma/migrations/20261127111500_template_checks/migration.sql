-- A template whose source is no longer what was registered is switched off by its check; the network may be as the template has it.

ALTER TABLE template DROP CONSTRAINT template_state_set_by;
ALTER TABLE template ADD CONSTRAINT template_state_set_by CHECK (state_set_by IN ('admin', 'canary', 'check'));
ALTER TABLE template_version DROP CONSTRAINT template_version_network;
ALTER TABLE template_version
  ADD CONSTRAINT template_version_network CHECK (network IN ('dhcp', 'dhcp_dual_stack', 'as_template'));
