# tries: to kill every process but the kernel, from within the kernel, and then the kernel itself
# contained-by: the agent is process 1; it restarts a kernel that died
# as: cell
# expect: signal
# timeout-ms: 5000
# stdout-contains: still here
import os
import signal

try:
    os.kill(-1, signal.SIGKILL)
except ProcessLookupError:
    pass  # there is no one else to kill
print("still here", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
