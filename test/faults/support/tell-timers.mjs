/** Tells of each timer that a job of a minute or more is run by, and in which process. */
const { setInterval } = globalThis;
globalThis.setInterval = (work, ms, ...rest) => {
  if (ms >= 60_000 && ms < 2 ** 31 - 1) process.stdout.write(`{"job_every":${ms},"pid":${process.pid}}\n`);
  return setInterval(work, ms, ...rest);
};
