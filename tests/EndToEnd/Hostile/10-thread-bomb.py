# tries: to fill the process table with threads of one process
# contained-by: cgroup pids counts threads
# as: command
# expect: ok, process-limit
# timeout-ms: 5000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import threading

stop = threading.Event()
started = 0
try:
    while started < 1000:
        threading.Thread(target=stop.wait, daemon=True).start()
        started += 1
    print("ESCAPED: 1000 threads")
except RuntimeError:
    print(f"CONTAINED after {started} threads")
