/** Preloaded into every child process: ends it when its parent process has ended for any reason. */
function end(): void {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 4_000).unref();
}

if (process.connected) process.once('disconnect', end);
else end();

// Without this, the open channel would keep a stopped child alive.
process.channel?.unref();
