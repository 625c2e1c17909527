# tries: to lock everybody out of the workspace
# contained-by: it is the user's own to lock; the next execution runs or says why it cannot, and the file API refuses
# as: command
# expect: ok
# timeout-ms: 3000
# then-get: /
# then-status: 200, 400, 403, 404, 409
import os

os.chmod(os.getcwd(), 0)
