# tries: to fill the process table, every child forking on
# contained-by: cgroup pids (RLIMIT_NPROC in a user namespace of its own where there is no cgroup)
# as: command
# expect: process-limit, wall-limit, nonzero-exit, memory-limit, signal
# timeout-ms: 2000
# stdout-lacks: ESCAPED
import os

forks = 0
while True:
    try:
        if os.fork() > 0:
            forks += 1
            if forks > 500:
                print("ESCAPED: 500 children of one process", flush=True)
                break
    except OSError:
        pass
