// agent-args: --expose-internals --max-semi-space-size=2
// The JavaScript kernel: runs cells in contexts that live on. Frames on descriptor 3, both ways: u32 LE length, u8 type, payload.
// --expose-internals lends the REPL's own rewriting of top-level await; without it await still works, but its variables do not live on.
'use strict';
(() => {
  const fs = require('fs');
  const net = require('net');
  const util = require('util');
  const vm = require('vm');
  const { Console } = require('console');
  const { Writable } = require('stream');

  const CONTROL = 3;
  const RUN = 1, ENV = 2;
  const READY = 10, RESULT = 11, ERROR = 12, DONE = 13;
  const OK = 0, EXCEPTION = 1, INTERRUPTED = 2;

  const MAX_FRAME = 8 << 20;
  const MAX_CONTEXTS = 64;
  const MAX_TEXT = 64 << 10;
  const MAX_TRACEBACK_LINES = 200;
  const RETRY_MS = 1;

  const DISPLAY = Symbol.for('Jupyter.display');
  const SHARED = ['process', 'Buffer', 'URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder', 'AbortController', 'AbortSignal',
    'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'queueMicrotask',
    'structuredClone', 'performance', 'fetch', 'atob', 'btoa'];
  const { runInThisContext } = vm.Script.prototype;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const contexts = new Map([['default', null]]);
  const control = new net.Socket({ fd: CONTROL, readable: true, writable: true });
  let received = Buffer.alloc(0);
  let interruptCell = null;
  let cells = 0;

  function frame(kind, payload = Buffer.alloc(0)) {
    const head = Buffer.alloc(5);
    head.writeUInt32LE(payload.length, 0);
    head[4] = kind;
    return Buffer.concat([head, payload]);
  }

  const done = (status) => frame(DONE, Buffer.from([status]));

  function cutBytes(data, room, note) {
    let end = room - note.length;
    while ((data[end] & 0xc0) === 0x80) end--; // not within a character
    return Buffer.concat([data.subarray(0, end), note]);
  }

  function resultFrame(mime, value) {
    let data = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    const room = MAX_FRAME - mime.length - 1;
    if (data.length > room) {
      const note = Buffer.from(`\n[cut: ${data.length} bytes, at most ${MAX_FRAME} are sent]`);
      const isText = mime.startsWith('text/');
      data = isText ? cutBytes(data, room, note) : Buffer.from(`[${mime}]${note}`);
      mime = isText ? mime : 'text/plain';
    }
    return frame(RESULT, Buffer.concat([Buffer.from(`${mime}\0`), data]));
  }

  function resultFrames(value) {
    const rich = value !== null && value !== undefined && typeof value[DISPLAY] === 'function' ? value[DISPLAY]() : {};
    const bundle = { 'text/plain': util.inspect(value), ...rich };
    return Object.entries(bundle).map(([mime, data]) => resultFrame(mime, data));
  }

  function display(...values) {
    for (const value of values) control.write(Buffer.concat(resultFrames(value)));
  }

  // Node's own streams turn a pipe non-blocking and buffer without a bound behind a slow reader.
  function writeAll(descriptor, chunk) {
    for (let at = 0; at < chunk.length;) {
      try {
        at += fs.writeSync(descriptor, chunk, at);
      } catch (error) {
        if (error.code !== 'EAGAIN') throw error;
        Atomics.wait(pause, 0, 0, RETRY_MS);
      }
    }
  }

  function openOutput(descriptor) {
    const stream = new Writable({
      decodeStrings: true,
      write(chunk, _encoding, callback) {
        try {
          writeAll(descriptor, chunk);
          callback();
        } catch (error) {
          callback(error);
        }
      },
    });
    stream.on('error', () => {}); // user code closed the descriptor: its output is lost, the kernel is not
    stream.fd = descriptor;
    return stream;
  }

  const isError = (value) => util.types.isNativeError(value) || value instanceof Error;
  const cut = (text) => (text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}...`);
  const isDriverLine = (line) => /^\s+at .*(\[eval\]|node:(internal|vm|events|domain))/.test(line);

  function tracebackLines(error) {
    const lines = String(error.stack ?? error).split('\n').filter((line) => !isDriverLine(line)).map(cut);
    return lines.slice(0, MAX_TRACEBACK_LINES);
  }

  function describe(error) {
    try {
      if (isError(error)) return [String(error.name), cut(String(error.message)), ...tracebackLines(error)];
      const text = cut(util.inspect(error));
      return ['Uncaught', text, `Uncaught ${text}`];
    } catch {
      return ['Uncaught', '<it cannot be shown>'];
    }
  }

  function errorFrame(error) {
    const parts = [];
    let room = MAX_FRAME;
    for (const text of describe(error)) {
      const data = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(data.length, 0);
      if ((room -= data.length + 4) < 0) break;
      parts.push(length, data);
    }
    return frame(ERROR, Buffer.concat(parts));
  }

  function newContext() {
    const sandbox = { console, require, display };
    for (const name of SHARED) sandbox[name] = globalThis[name];
    const context = vm.createContext(sandbox);
    context.globalThis = context.global = vm.runInContext('this', context);
    return context;
  }

  function contextNamed(name) {
    if (!contexts.has(name)) {
      if (contexts.size >= MAX_CONTEXTS) throw new RangeError(`this kernel has ${MAX_CONTEXTS} contexts already; use one of them`);
      contexts.set(name, newContext());
    }
    return contexts.get(name);
  }

  function rewriteAwait(code) {
    try {
      return require('internal/repl/await').processTopLevelAwait(code);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
      return `(async () => { ${code}\n})()`;
    }
  }

  function compile(code, filename) {
    const options = { filename, importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER };
    const script = (source) => new vm.Script(source, options);
    if (/^\s*\{/.test(code) && !/;\s*$/.test(code)) {
      try {
        return { script: script(`(${code.trim()}\n)`) }; // an object, as every REPL takes it, and not a block
      } catch { /* it was a block */ }
    }
    try {
      return { script: script(code) };
    } catch (error) {
      const rewritten = /\bawait\b/.test(code) ? rewriteAwait(code) : null;
      if (rewritten === null) throw error;
      return { script: script(rewritten), awaits: true };
    }
  }

  function runScript(script, context) {
    const options = { breakOnSigint: true };
    return context === null ? runInThisContext.call(script, options) : script.runInContext(context, options);
  }

  async function awaitInterruptibly(promise) {
    try {
      const interrupted = new Promise((_, reject) => { interruptCell = () => reject(interruption()); });
      return (await Promise.race([promise, interrupted]))?.value;
    } finally {
      interruptCell = null;
    }
  }

  function interruption() {
    const error = new Error('the cell was interrupted');
    error.code = 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
    return error;
  }

  async function runCell(payload) {
    const end = 4 + payload.readUInt32LE(0);
    const context = contextNamed(payload.toString('utf8', 4, end));
    const { script, awaits } = compile(payload.toString('utf8', end), `cell-${++cells}`);
    const value = runScript(script, context);
    return { value: awaits ? await awaitInterruptibly(value) : value }; // wrapped, so that a promise is shown and not awaited
  }

  async function answerCell(payload) {
    try {
      const { value } = await runCell(payload);
      return [...(value === undefined ? [] : resultFrames(value)), done(OK)];
    } catch (error) {
      const status = error?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' ? INTERRUPTED : EXCEPTION;
      return [errorFrame(error), done(status)];
    }
  }

  function setEnvironment(payload) {
    for (const pair of payload.toString().split('\0')) {
      const equals = pair.indexOf('=');
      if (equals > 0) process.env[pair.slice(0, equals)] = pair.slice(equals + 1);
    }
  }

  async function handle(kind, payload) {
    if (kind === ENV) setEnvironment(payload);
    else if (kind === RUN) control.write(Buffer.concat(await answerCell(payload)));
  }

  async function receive(chunk) {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    while (received.length >= 5 && received.length >= 5 + received.readUInt32LE(0)) {
      const end = 5 + received.readUInt32LE(0);
      const kind = received[4], payload = received.subarray(5, end);
      received = received.subarray(end);
      await handle(kind, payload);
    }
  }

  function complain(error) {
    process.stderr.write(`Uncaught ${describe(error).slice(2).join('\n')}\n`);
  }

  function replaceOutputs() {
    const outputs = { stdout: openOutput(1), stderr: openOutput(2) };
    for (const [name, stream] of Object.entries(outputs)) Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
    globalThis.console = new Console(outputs);
  }

  // That import() is experimental in a script tells the writer of a cell nothing.
  function quieten() {
    const { emitWarning } = process;
    process.emitWarning = (warning, ...rest) => {
      if (!String(warning).startsWith('vm.USE_MAIN_CONTEXT')) emitWarning.call(process, warning, ...rest);
    };
  }

  function start() {
    replaceOutputs();
    globalThis.require = require('module').createRequire(`${process.cwd()}/`);
    globalThis.display = display;
    process.on('SIGINT', () => interruptCell?.());
    process.on('unhandledRejection', complain);
    process.on('uncaughtException', complain);
    control.on('data', receive);
    control.on('error', () => process.exit(0));
    control.on('end', () => process.exit(0));
    quieten();
    runScript(compile('undefined', 'warm').script, null);
    control.write(frame(READY));
  }

  start();
})();
