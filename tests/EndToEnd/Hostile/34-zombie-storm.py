# tries: to fill the process table with the dead, its own and those it leaves to process 1
# contained-by: the agent reaps every orphan; cgroup pids bounds those that nobody waits for
# as: command
# expect: ok, process-limit
# timeout-ms: 10000
# stdout-contains: CONTAINED
import os

refused = 0
for _ in range(300):
    try:
        child = os.fork()
    except OSError:
        refused += 1
        continue
    if child == 0:
        try:
            if os.fork() == 0:
                os._exit(0)
        except OSError:
            pass
        os._exit(0)
print("CONTAINED, refused", refused)
