# tries: to flood the manager with results instead of output
# contained-by: the driver cuts a result at 8 MiB, and results count towards the output limit
# as: cell
# expect: output-limit, ok, wall-limit
# timeout-ms: 5000
for _ in range(1000):
    display("r" * (4 << 20))
