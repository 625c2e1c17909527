# tries: to crash the agent with fault signals and its runtime's real-time signals
# contained-by: the agent drops fault signals that user code sent; others meet no handler
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
import ctypes
import os
import signal

libc = ctypes.CDLL(None, use_errno=True)
for _ in range(20):
    for number in range(1, 65):
        try:
            os.kill(1, number)
        except OSError:
            pass
        libc.syscall(234, 1, 1, number)  # tgkill
        libc.sigqueue(1, number, ctypes.c_void_p(8))
print("CONTAINED:", open("/proc/1/status").readline().strip())
