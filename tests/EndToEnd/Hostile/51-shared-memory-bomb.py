# tries: to hide memory where no process's size shows it: System V segments, memfds, pipes
# contained-by: an IPC namespace; the memory cgroup is charged whoever holds the pages
# as: command
# expect: ok, memory-limit, nonzero-exit, signal
# timeout-ms: 15000
# stdout-lacks: ESCAPED
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
SEGMENT = 64 << 20
held = 0
for _ in range(16):
    segment = libc.shmget(0, SEGMENT, 0o1600)
    if segment < 0:
        print("shmget", os.strerror(ctypes.get_errno()), flush=True)
        break
    address = libc.shmat(segment, None, 0)
    ctypes.memset(address, 1, SEGMENT)
    held += SEGMENT
for _ in range(16):
    descriptor = os.memfd_create("bomb")
    for _ in range(64):
        held += os.write(descriptor, b"x" * (1 << 20))
if held > 1 << 30:
    print("ESCAPED: holds", held)
