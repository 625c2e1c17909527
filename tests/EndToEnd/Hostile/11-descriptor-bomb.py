# tries: to take every file descriptor of the machine
# contained-by: RLIMIT_NOFILE
# as: command
# expect: ok
# timeout-ms: 10000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import os

opened = 0
try:
    while opened < 1_000_000:
        os.open("/dev/null", os.O_RDONLY)
        opened += 1
    os.write(1, b"ESCAPED: a million descriptors")
except OSError as error:
    os.write(1, f"CONTAINED after {opened}: {error.strerror}".encode())
