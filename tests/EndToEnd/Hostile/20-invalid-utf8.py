# tries: to break whoever takes output for text
# contained-by: output is bytes; what is not UTF-8 comes as base64 and says so
# as: command
# expect: ok
# timeout-ms: 3000
# stdout-base64: yes
import os

os.write(1, bytes(range(256)) + b"\xff\xfe\xc0\x80\xed\xa0\x80\xf5" * 100)
os.write(2, b"\x80" * 10)
