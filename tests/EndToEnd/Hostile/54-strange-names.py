# tries: names that are no UTF-8, that end lines, that forge JSON and markup
# contained-by: names are bytes to the agent and are escaped in JSON; the listing goes on
# as: command
# expect: ok
# timeout-ms: 5000
# then-get: /
# then-status: 200
import os

for name in (b"\xff\xfe", b"line\nbreak", b"\"}],\"entries\":[{", b"<img src=x onerror=alert(1)>", b"..\\..\\x", b"\x1b[2J", "\u202etxt.exe".encode(), b"n" * 255, b" ", b"-rf", b"%2e%2e", b"a\\b"):
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
