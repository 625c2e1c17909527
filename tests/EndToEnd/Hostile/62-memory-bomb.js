// tries: to take all memory outside V8's heap, where its own limit does not count
// contained-by: cgroup memory
// as: cell
// expect: memory-limit, signal, exception
// timeout-ms: 15000
// stdout-lacks: ESCAPED
const hoard = [];
for (let i = 0; i < 2048; i++) hoard.push(Buffer.alloc(1 << 20, 1));
console.log('ESCAPED: holds 2 GiB');
