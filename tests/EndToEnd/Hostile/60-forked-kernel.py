# tries: to have a second kernel, a fork that goes on where the first is, speak on its control socket
# contained-by: a fork of the kernel closes its control socket; the agent kills what the cell left behind
# as: cell
# expect: ok
# timeout-ms: 5000
# stdout-contains: parent
import os
import time

if os.fork() == 0:
    try:
        os.write(3, b"\x01\0\0\0\x0d\x01")
    except OSError:
        pass
    time.sleep(1e6)
print("parent", flush=True)
