# tries: to keep the kernel by ignoring its interruption
# contained-by: the agent kills and restarts a kernel that does not heed its interrupt
# as: cell
# expect: wall-limit
# timeout-ms: 1000
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    pass
