# tries: to have whoever waits for end-of-file take it for dead while it runs on
# contained-by: the agent waits for the child, not for its pipes
# as: command
# expect: wall-limit
# timeout-ms: 1000
import os
import time

os.close(0)
os.close(1)
os.close(2)
time.sleep(1e9)
