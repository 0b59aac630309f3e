/**
 * Loaded ahead of a server that the demo starts. When the demo is gone, however it ended, the channel
 * to it closes, and the server stops as if it had been told to.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
