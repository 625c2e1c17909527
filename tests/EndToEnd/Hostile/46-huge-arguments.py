# tries: to break the spawn with argument lists and environments of every size
# contained-by: the kernel's own limit on them
# as: command
# expect: ok
# timeout-ms: 10000
# stdout-contains: CONTAINED
import subprocess

for length in (1 << 10, 1 << 16, 131071, 1 << 17, 1 << 20):
    try:
        print(length, subprocess.run(["/bin/true", "x" * length], env={"E": "y" * length}).returncode)
    except OSError as error:
        print(length, error.strerror)
for count in (1000, 20000, 500000):
    try:
        print(count, subprocess.run(["/bin/true"] + ["z" * 10] * count).returncode)
    except OSError as error:
        print(count, error.strerror)
print("CONTAINED")
