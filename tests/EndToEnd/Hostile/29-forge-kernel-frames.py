# tries: to confuse the agent with forged and malformed frames on the kernel's control socket
# contained-by: the agent parses them as hostile bytes; a bad frame costs the kernel its life, nothing more
# as: cell
# expect: ok, exception, signal, nonzero-exit, wall-limit
# timeout-ms: 5000
import os

DONE = b"\x01\0\0\0\x0d\0"
for forged in (DONE * 50, b"\x02\0\0\0\x0c\xff\xff", b"\0\0\0\0\x63", b"\xff\xff\xff\xff\x0b" + b"A" * 4096, os.urandom(65536)):
    os.write(3, forged)
