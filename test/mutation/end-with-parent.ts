/*
 * Runs in a thread of its own, and ends the process when its parent has ended. The main thread cannot do
 * that in an endless loop, which a change may cause.
 */
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 1_000);
