-- What all VMs of a cluster hold together is summed while others on it wait.
CREATE INDEX deployments_live_cluster ON deployments (cluster_id) WHERE status <> 'deleted';
