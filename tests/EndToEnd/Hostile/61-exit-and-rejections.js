// tries: to end or to break the JavaScript kernel: rejections that nobody handles, errors in timers, listeners that are gone
// contained-by: the driver handles both; process.exit ends the kernel and the agent starts another
// as: cell
// expect: nonzero-exit, exception, ok
// timeout-ms: 5000
Promise.reject(new Error('unhandled'));
setTimeout(() => { throw new Error('in a timer'); }, 0);
process.nextTick(() => { throw null; });
await new Promise((resolve) => setTimeout(resolve, 50));
process.removeAllListeners();
process.exit(7);
