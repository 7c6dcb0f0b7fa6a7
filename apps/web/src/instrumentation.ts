// Next calls this once when a server process starts, before the first request.
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: Next replaces this constant per runtime at build time
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { boot } = await import('./instrumentation-node.ts');
    boot();
  }
}
