# tries: to exhaust whoever walks the workspace with folders nested a thousand deep
# contained-by: the agent opens one path, never walks; too long a path is refused
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
# then-get: /, d
# then-status: 200
import os

for _ in range(1000):
    os.mkdir("d")
    os.chdir("d")
print("CONTAINED")
