import type { Server } from 'node:http';

/** How often connections are looked at that have become idle since. */
const SWEEP_MS = 50;

/**
 * Ends the connections of a server that takes no new ones: each when its request is answered, all
 * after the grace, such as those of live feeds. Node itself would keep a connection that was busy when
 * the stop began for as long as its client likes.
 */
export function endConnections(server: Server, graceMs: number): void {
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const grace = setTimeout(() => server.closeAllConnections(), graceMs);
  server.once('close', () => {
    clearInterval(sweep);
    clearTimeout(grace);
  });
}
