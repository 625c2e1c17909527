# tries: to keep a kernel busy for ever
# contained-by: the agent's wall limit, which interrupts the kernel
# as: cell
# expect: wall-limit
# timeout-ms: 1000
while True:
    pass
