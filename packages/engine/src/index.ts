export { createEngine, type Engine } from './engine.ts';
export type { EnginePorts } from './engine-ports.ts';
