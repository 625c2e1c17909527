# tries: to use up inodes with empty files
# contained-by: tmpfs's own inode limit, and the memory cgroup that inodes are charged to
# as: command
# expect: ok, memory-limit, wall-limit, nonzero-exit, signal
# timeout-ms: 4000
# stdout-lacks: ESCAPED
import os

made = 0
try:
    while made < 5_000_000:
        os.close(os.open(f"i{made}", os.O_CREAT | os.O_WRONLY))
        made += 1
    print("ESCAPED: five million inodes")
except OSError as error:
    print(f"CONTAINED after {made}: {error.strerror}")
