// Browser-safe contracts shared by the portal, the REST facade, the worker and the domain.
export * from './audit.ts';
export * from './cluster.ts';
export * from './deadline.ts';
export * from './deployment.ts';
export * from './filters.ts';
export * from './jobs.ts';
export * from './person.ts';
export * from './primitives.ts';
export * from './principal.ts';
export * from './problem.ts';
export * from './problem-texts.ts';
export * from './problems.ts';
export * from './quarantine.ts';
export * from './status.ts';
export * from './status-schemas.ts';
export * from './template.ts';
export * from './template-admin.ts';
