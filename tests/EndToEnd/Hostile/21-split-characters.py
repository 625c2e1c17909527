# tries: to have multi-byte characters torn at the borders of reads
# contained-by: text is decoded after joining, never chunk by chunk
# as: command
# expect: ok
# timeout-ms: 3000
# stdout-contains: €𝄞€𝄞€𝄞
import os

for byte in "€𝄞€𝄞€𝄞\n".encode():
    os.write(1, bytes((byte,)))
