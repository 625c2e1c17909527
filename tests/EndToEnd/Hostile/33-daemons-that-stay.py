# tries: to outlive its execution as double-forked daemons in sessions of their own, which hold the output open
# contained-by: the agent waits for the child alone, then kills everything that the execution left behind
# as: command
# expect: ok
# timeout-ms: 8000
# stdout-contains: parent leaves
# then-run: import glob; print([f for f in glob.glob("/proc/[0-9]*/cmdline") if b"33-" + b"daemons" in open(f, "rb").read()] and "STILL THERE" or "gone")
# then-lacks: STILL THERE
import os
import signal
import time

for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            time.sleep(1e6)
        os._exit(0)
print("parent leaves", flush=True)
