// What tests of other packages make of the domain’s records.
export * from './observed.ts';
export * from './records.ts';
