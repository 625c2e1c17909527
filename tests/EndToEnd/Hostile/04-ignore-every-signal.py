# tries: to outlive its limit by ignoring every signal that can be ignored
# contained-by: SIGKILL from the agent, process 1 of the pid namespace
# as: command
# expect: wall-limit
# timeout-ms: 1000
import signal

for number in range(1, signal.NSIG):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass
