# tries: to fool whoever believes a file's size
# contained-by: RLIMIT_FSIZE where set; else the size costs nothing, and listing does not read the file
# as: command
# expect: ok, file-limit, signal, nonzero-exit
# timeout-ms: 3000
# then-get: /
# then-status: 200
with open("huge", "wb") as file:
    file.truncate(1 << 40)
print("made", flush=True)
