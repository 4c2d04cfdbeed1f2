/** Loaded into every child: ends it when the process that started it is gone, however that ended. */
function end(): void {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 4_000).unref();
}

if (process.connected) process.once('disconnect', end);
else end();

// The channel alone keeps no child alive that has stopped.
process.channel?.unref();
