# tries: ten gigabytes of output, to fill the manager's memory
# contained-by: the agent's output limit; streams are pulled, so nothing is buffered beyond it
# as: command
# expect: output-limit
# timeout-ms: 20000
import os

block = b"All work and no play makes Jack a dull boy\n" * 4096
for _ in range((10 << 30) // len(block)):
    os.write(1, block)
