// tries: to keep the JavaScript kernel's only thread for ever
// contained-by: the agent's wall limit; the interrupt reaches a loop through vm's breakOnSigint
// as: cell
// expect: wall-limit
// timeout-ms: 1000
for (;;);
