# The Python kernel: runs cells in namespaces that live on. Frames on descriptor 3, both ways: u32 LE length, u8 type, payload.
# Everything that costs memory or start-up time (traceback, json, asyncio) is imported when it is first needed: this process waits idle, many times over.
import _ast
import _signal
import builtins
import gc
import marshal
import os
import sys
from binascii import b2a_base64
from select import select

CONTROL = 3
RUN, ENV = 1, 2
CODE, READY, RESULT, ERROR, DONE = 9, 10, 11, 12, 13
OK, EXCEPTION, INTERRUPTED = 0, 1, 2

MAX_FRAME = 8 << 20
MAX_CONTEXTS = 64
MAX_SOURCES = 512
MAX_TEXT = 64 << 10
MAX_TRACEBACK_LINES = 200
READ_BYTES = 64 << 10
LEAST_RECURSION = 1000

COMPILE_FLAGS = _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
PARSE_FLAGS = COMPILE_FLAGS | _ast.PyCF_ONLY_AST
COROUTINE = 0x80  # inspect.CO_COROUTINE
RICH_METHODS = (
    ("text/html", "_repr_html_"),
    ("text/markdown", "_repr_markdown_"),
    ("text/latex", "_repr_latex_"),
    ("image/svg+xml", "_repr_svg_"),
    ("image/png", "_repr_png_"),
    ("image/jpeg", "_repr_jpeg_"),
    ("application/json", "_repr_json_"),
)

WORKSPACE = os.getcwd()
Module = type(sys)
driver = sys.modules["__main__"]
process = os.getpid()
contexts = {}
sources = {}
received = bytearray()
interruptible = False
starting = False
interrupted_early = False
cells = 0
loop = None


def control(operation, argument):
    try:
        return operation(CONTROL, argument)
    except OSError as error:
        flush()
        os.write(2, f"the kernel lost its control socket: {error}\n".encode())
        os._exit(1)


def wait_readable(descriptor, timeout):
    return bool(select([descriptor], [], [], timeout)[0])


def receive():
    """The next frame; the end of the stream is the end of this process."""
    global starting
    while len(received) < 5 or len(received) < 5 + int.from_bytes(received[:4], "little"):
        control(wait_readable, None)
        starting = True
        chunk = control(os.read, READ_BYTES)
        if not chunk:
            os._exit(0)
        received.extend(chunk)
    end = 5 + int.from_bytes(received[:4], "little")
    kind, payload = received[4], bytes(received[5:end])
    del received[:end]
    return kind, payload


def frame(kind, payload=b""):
    return len(payload).to_bytes(4, "little") + bytes((kind,)) + payload


def send(frames):
    if os.getpid() != process:
        return  # a fork must not speak for the kernel
    rest = memoryview(frames)
    while rest:
        rest = rest[control(os.write, rest):]


def result_frame(mime, data):
    room = MAX_FRAME - len(mime) - 1
    if len(data) > room:
        note = f"\n[cut: {len(data)} bytes, at most {MAX_FRAME} are sent]".encode()
        if mime.startswith("text/"):
            data = data[:room - len(note)].decode("utf-8", "ignore").encode() + note
        else:
            mime, data = "text/plain", f"[{mime}]".encode() + note
    return frame(RESULT, mime.encode() + b"\0" + data)


def as_bytes(mime, data):
    if mime == "application/json" or mime.endswith("+json"):
        import json
        data = json.dumps(data)
    if isinstance(data, (bytes, bytearray)):
        return b2a_base64(data, newline=False)
    return str(data).encode("utf-8", "backslashreplace")


def representations(value):
    """The value as {mime: data}, by IPython's conventions."""
    found = {"text/plain": repr(value)}
    if isinstance(value, type):
        return found
    bundle = getattr(value, "_repr_mimebundle_", None)
    if bundle is not None:
        bundle = bundle()
        found.update(bundle[0] if isinstance(bundle, tuple) else bundle or {})
    for mime, name in RICH_METHODS:
        method = getattr(value, name, None) if mime not in found else None
        data = method() if method is not None else None
        if data is not None:
            found[mime] = data[0] if isinstance(data, tuple) else data
    return found


def result_frames(value):
    return b"".join(result_frame(mime, as_bytes(mime, data)) for mime, data in representations(value).items())


def display(*values):
    """Shows values at once, with every representation that they offer."""
    for value in values:
        frames = result_frames(value)
        flush()
        send(frames)


def cut(text):
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "..."


def describe(error):
    try:
        return cut(str(error))
    except Exception:
        return "<its message cannot be shown>"


def user_trace(trace):
    """The trace without the driver's own frames: those that called the cell, and the one that raised its interruption."""
    frames = []
    while trace is not None:
        if trace.tb_frame.f_globals is not driver.__dict__:
            frames.append(trace)
        trace = trace.tb_next
    for this, following in zip(frames, [*frames[1:], None]):
        this.tb_next = following
    return frames[0] if frames else None


def traceback_lines(error):
    import linecache
    import traceback
    linecache.cache.update(sources)
    try:
        text = "".join(traceback.format_exception(type(error), error, user_trace(error.__traceback__)))
    except Exception:
        return [type(error).__name__]
    lines = [cut(line) for line in text.splitlines()]
    half = MAX_TRACEBACK_LINES // 2
    return lines if len(lines) <= MAX_TRACEBACK_LINES else lines[:half] + ["..."] + lines[-half:]


def error_frame(error):
    strings = [type(error).__name__, describe(error), *traceback_lines(error)]
    payload = bytearray()
    for string in strings:
        data = string.encode("utf-8", "backslashreplace")
        if len(payload) + len(data) + 4 > MAX_FRAME:
            break
        payload += len(data).to_bytes(4, "little") + data
    return frame(ERROR, payload)


def remember_source(name, source):
    """Keeps the lines for tracebacks; the oldest cell's go first."""
    entry = (len(source), None, source.splitlines(True), name)
    sources[name] = entry
    if len(sources) > MAX_SOURCES:
        oldest = next(iter(sources))
        del sources[oldest]
        if "linecache" in sys.modules:
            sys.modules["linecache"].cache.pop(oldest, None)
    if "linecache" in sys.modules:
        sys.modules["linecache"].cache[name] = entry


def context_module(name):
    module = contexts.get(name)
    if module is None:
        if len(contexts) >= MAX_CONTEXTS:
            raise RuntimeError(f"this kernel has {MAX_CONTEXTS} contexts already; use one of them")
        module = contexts[name] = Module("__main__")
        module.__builtins__ = builtins
    return module


def compile_cell(source, name):
    """The code of all statements but a last expression, and that of the last expression; either may be None."""
    tree = compile(source, name, "exec", PARSE_FLAGS, True)
    last = None
    if tree.body and isinstance(tree.body[-1], _ast.Expr):
        expression = _ast.Expression(tree.body.pop().value)
        last = compile(expression, name, "eval", COMPILE_FLAGS, True)
    body = compile(tree, name, "exec", COMPILE_FLAGS, True) if tree.body else None
    return body, last


def evaluate(code, namespace):
    if code is None:
        return None
    value = eval(code, namespace)
    return run_coroutine(value) if code.co_flags & COROUTINE else value


def run_coroutine(coroutine):
    """Runs a cell with a top-level await; the loop lives on, and an interrupted task is cancelled rather than left behind."""
    global loop
    import asyncio
    if loop is None or loop.is_closed():
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
    task = loop.create_task(coroutine)
    try:
        return loop.run_until_complete(task)
    except KeyboardInterrupt:
        task.cancel()
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        raise


def run_code(payload):
    """Runs a cell and returns the frames that show its value."""
    global cells
    end = 4 + int.from_bytes(payload[:4], "little")
    source = payload[end:].decode()
    cells += 1
    name = f"<cell {cells}>"
    remember_source(name, source)
    module = sys.modules["__main__"] = context_module(payload[4:end].decode())
    body, last = compile_cell(source, name)
    evaluate(body, module.__dict__)
    value = evaluate(last, module.__dict__)
    return b"" if value is None else result_frames(value)


def run_cell(payload):
    """The frames that end a cell. Whatever user code raises is its error and never the kernel's end."""
    global interruptible
    try:
        interruptible = True
        try:
            if interrupted_early:
                raise KeyboardInterrupt
            frames = run_code(payload)
        finally:
            interruptible = False
        return frames + frame(DONE, bytes((OK,)))
    except BaseException as error:
        interruptible = False
        restore()
        status = INTERRUPTED if isinstance(error, KeyboardInterrupt) else EXCEPTION
        return error_frame(error) + frame(DONE, bytes((status,)))


def interrupt(_signal_number, _frame):
    """Interrupts the cell that runs, or one that was sent already and has yet to begin. Between cells it means nothing."""
    global interrupted_early
    if interruptible:
        raise KeyboardInterrupt
    if starting or control(wait_readable, 0):
        interrupted_early = True


def rest():
    """Before the end of a cell is told: whatever comes from then on is meant for the next."""
    global starting, interrupted_early
    starting = interrupted_early = False


def open_output(descriptor):
    """A line at a time, as on a terminal: -u would write each argument of a print by itself."""
    return open(descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)


def flush():
    for stream in {sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__}:
        try:
            stream.flush()
        except Exception:
            pass  # a stream that user code closed or made itself


def restore():
    """Takes back what user code may have left that would keep the kernel from going on."""
    if sys.getrecursionlimit() < LEAST_RECURSION:
        sys.setrecursionlimit(LEAST_RECURSION)
    sys.settrace(None)
    sys.setprofile(None)
    if _signal.getsignal(_signal.SIGINT) is not interrupt:
        _signal.signal(_signal.SIGINT, interrupt)
    if getattr(sys.stdin, "closed", True):
        sys.stdin = open(0, encoding="utf-8", closefd=False)
    if getattr(sys.stdout, "closed", True):
        sys.stdout = sys.__stdout__ = open_output(1)
    if getattr(sys.stderr, "closed", True):
        sys.stderr = sys.__stderr__ = open_output(2)


def forget_listings():
    """A file that was put since the last import must be found, even within the clock tick of the folder's timestamp."""
    finder = sys.path_importer_cache.get(WORKSPACE)
    if finder is not None:
        finder.invalidate_caches()


def set_environment(payload):
    for pair in payload.split(b"\0"):
        name, separator, value = pair.partition(b"=")
        if separator:
            os.environb[name] = value


def serve():
    kind, payload = receive()
    if kind == ENV:
        set_environment(payload)
        rest()
    elif kind == RUN:
        forget_listings()
        frames = run_cell(payload)
        restore()
        flush()
        if os.getpid() != process:
            os._exit(0)  # a cell's fork that ran on to the cell's end
        rest()
        send(frames)


def start():
    os.set_inheritable(CONTROL, False)
    os.register_at_fork(before=flush, after_in_child=lambda: os.close(CONTROL))
    sys.stdout = sys.__stdout__ = open_output(1)
    sys.stderr = sys.__stderr__ = open_output(2)
    sys.path.insert(0, WORKSPACE)
    if sys.argv[1:] == ["send-code"]:
        send(frame(CODE, marshal.dumps(sys._getframe(1).f_code)))
    sys.argv[:] = [""]
    builtins.display = display
    _signal.signal(_signal.SIGINT, interrupt)
    compile_cell("None\nNone", "<warm>")
    sys.modules["__main__"] = context_module("default")
    send(frame(READY))
    # Nobody waits for it any more, mostly.
    gc.collect()
    gc.freeze()


start()
while True:
    serve()
