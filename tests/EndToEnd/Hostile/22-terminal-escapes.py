# tries: to write to the clipboard, the title and the input of the terminal that shows its output
# contained-by: JSON escapes control characters; no part of the manager prints output of sandboxes
# as: command
# expect: ok
# timeout-ms: 3000
# stdout-contains: CONTAINED
print("\x1b]52;c;cm0gLXJmIC8=\x07\x1b]0;owned\x07\x1b[21t\x1bP$q\"p\x1b\\\x1b[6n\x1b[?1049h\x1b[2J\x9b5n\x00\x08\x7f\r")
print("\u202ecnirp\u2066CONTAINED\u2069")
