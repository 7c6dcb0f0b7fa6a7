// Columns of text that a pseudonym passes by, and why none of them names a person. Whoever adds a column of text puts a trace into it in
// pseudonym-traces.db.test.ts, or writes it down here.

/** Why, and where. */
const declared: Readonly<Record<string, readonly string[]>> = {
  'a word of a closed list, an id, or a reason’s code': [
    'announcements.kind',
    'audit_checkpoints.target',
    'audit_logs.action audit_logs.actor_id audit_logs.actor_kind audit_logs.actor_role audit_logs.outcome audit_logs.source',
    'audit_logs.request_id audit_logs.subject_id audit_logs.subject_type',
    'audit_verifications.finding',
    'canary_runs.outcome canary_runs.reason_code canary_runs.trigger',
    'claims.job claims.subject',
    'clusters.when_full clusters.when_unreachable',
    'custom_roles.base custom_roles.scopes',
    'deployment_shares.level deployment_snapshots.status',
    'deployment_steps.name deployment_steps.operation deployment_steps.reason_code deployment_steps.status',
    'deployments.failure_code deployments.kind deployments.next_power deployments.rest deployments.schedule deployments.status deployments.status_code',
    'guest_figures.points guest_figures.reason guest_figures.timeframe',
    'limit_requests.measure limit_requests.state limit_requests.fault_code limits.measure limits.role limits.subject_kind',
    'webhooks.actions webhooks.chat_format webhooks.chat_kinds webhooks.chat_locale webhooks.chat_time_zone',
    'webhook_deliveries.fault webhook_deliveries.subject_id',
    'feed_cursors.follower messages.kind mail_choices.kinds mail_choices.locale mail_choices.time_zone mail_choices.quiet_from mail_choices.quiet_until',
    'idempotency_keys.code idempotency_keys.credential_id idempotency_keys.subject_id idempotency_keys.subject_type',
    'operations.error_code operations.failure_code operations.kind operations.state operations.wait_code',
    'problems.code problems.subject_id problems.subject_type',
    'templates.state templates.state_code templates.state_set_by',
    'users.kind users.role',
    'vmid_reservations.state',
    'api_tokens.scopes accounts.provider_id accounts.scope',
    '_prisma_migrations.checksum _prisma_migrations.id _prisma_migrations.logs _prisma_migrations.migration_name',
  ],
  'a hash, a signature, random text, or sealed': [
    'accounts.account_id accounts.password',
    'api_tokens.prefix api_tokens.secret_hash',
    'audit_erasures.hash audit_seals.entries audit_seals.hash audit_seals.key audit_seals.signature',
    'console_tickets.hash guest_access.next_sealed_password guest_access.sealed_password passkeys.public_key',
    'idempotency_keys.key idempotency_keys.request_hash',
    'password_links.token_hash sign_in_places.account sign_in_buckets.subject ssh_keys.key_hash',
    'verifications.identifier verifications.value webhooks.sealed_secrets webhooks.sealed_url',
  ],
  'what the receiver of a webhook answered, forgotten after 30 days': ['webhook_deliveries.answer'],
  'counted for minutes, and forgotten': ['request_counts.subject'],
  'made anew by a trigger from what is cleaned': ['deployment_search.document deployment_search.grams'],
  'PVE’s own words, and what a cluster is made of': [
    'canary_runs.reason_params cluster_observations.observation',
    'clusters.excluded_nodes clusters.pool clusters.storages',
    'deployment_snapshots.name',
    'deployment_steps.log deployment_steps.reason_params deployment_steps.upid task_logs.lines task_logs.reason task_logs.upid',
    'deployments.addresses deployments.node deployments.status_params deployments.storage',
    'operations.error_params operations.wait_params',
  ],
  'without blanks: a VM keeps its name and its tags': ['deployments.name deployments.tags'],
  'what administrators call and describe that is no person, and change themselves': [
    'clusters.name custom_roles.name teams.name webhooks.name webhooks.url',
    'templates.slug templates.state_params',
    'template_versions.access_methods template_versions.category template_versions.clone_mode template_versions.description',
    'template_versions.disk template_versions.first_boot template_versions.guest_kind template_versions.included',
    'template_versions.login_user template_versions.name template_versions.network template_versions.operating_system',
    'template_versions.icon template_versions.registered_checks template_versions.requires template_versions.sizes template_versions.summary',
  ],
};

export const nameFreeColumns: readonly string[] = Object.values(declared).flatMap((lines) =>
  lines.flatMap((line) => line.split(' ')),
);
