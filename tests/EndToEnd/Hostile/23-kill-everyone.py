# tries: to kill every process that it may, the agent and the kernel too
# contained-by: process 1 of a pid namespace gets no signal from inside that it has no handler for, SIGKILL never
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
import os
import signal

for target, number in ((-1, signal.SIGKILL), (1, signal.SIGKILL), (1, signal.SIGSTOP)):
    try:
        os.kill(target, number)
    except ProcessLookupError:
        pass  # there is no one else to kill
print("CONTAINED: process 1 is there:", os.path.exists("/proc/1/stat"))
