# tries: to fill the disk, in every folder that it may write to
# contained-by: sized tmpfs, whose pages count as memory of the sandbox; RLIMIT_FSIZE
# as: command
# expect: ok, memory-limit, file-limit, nonzero-exit, signal
# timeout-ms: 15000
# stdout-lacks: ESCAPED
import os

written = 0
block = b"x" * (1 << 20)
for folder in (".", "/tmp", "/dev/shm", "/var/tmp", "/run", "/home"):
    try:
        for number in range(64):
            with open(os.path.join(folder, f"bomb-{number}"), "wb") as file:
                for _ in range(32):
                    written += file.write(block)
    except OSError as error:
        print(folder, error.strerror, flush=True)
if written > 1 << 30:
    print("ESCAPED: wrote", written)
