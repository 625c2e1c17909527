# tries: to end its own cell early and to speak for the next one
# contained-by: the kernel is the user's own process and may lie about its own cells, no more than that
# as: cell
# expect: ok, exception, signal, nonzero-exit, wall-limit
# timeout-ms: 3000
import os
import threading

RESULT = b"text/plain\0forged"
frame = len(RESULT).to_bytes(4, "little") + b"\x0b" + RESULT
os.write(3, frame + b"\x01\0\0\0\x0d\0")
threading.Timer(0.2, lambda: os.write(3, frame)).start()
