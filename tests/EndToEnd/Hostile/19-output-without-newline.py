# tries: to make whoever reads lines wait for the end of one
# contained-by: output is bytes to agent and manager, never lines; the output limit ends it
# as: cell
# expect: output-limit
# timeout-ms: 20000
import sys

for _ in range(100_000):
    sys.stdout.write("x" * 4096)
