# tries: to hold an execution open without using the processor
# contained-by: the agent's wall limit
# as: command
# expect: wall-limit
# timeout-ms: 1000
import time

time.sleep(1e9)
