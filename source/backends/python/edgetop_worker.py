"""The worker side of edgetop's worker protocol, version 1 (docs/worker-protocol.md).

A worker is a program that runs a model for edgetop: messages come in on stdin and go out on stdout. This file has the
protocol and nothing else; it needs only the standard library and runs on Python 3.6 and newer, so that it also serves
boards whose system is too old for edgetop itself. A runtime is a subclass of Runtime, handed to serve().
"""
import ctypes
import hashlib
import importlib.util
import json
import mmap
import os
import queue
import re
import shutil
import signal
import struct
import sys
import sysconfig
import tempfile
import threading
import time

# Nothing leaves a board unasked. ONNX Runtime tells its maker of each session and its inferences unless that is refused
# before it is loaded; OpenVINO's converter tells of each model, and does without where it finds no package to tell by.
os.environ.setdefault('ORT_DISABLE_TELEMETRY', '1')
sys.modules.setdefault('openvino_telemetry', None)

PROTOCOL = 1
BEAT_SECONDS = 1.0
MAXIMUM_FRAME = 0x1FFFFFFF
#: Frames that may lie here at once: the one that runs and the next.
SLOTS = 2


class WorkerError(Exception):
    """A failure in one line for the person at edgetop's terminal. `mend` is the command that would help."""

    def __init__(self, message, mend=None, code=None):
        super().__init__(message)
        self.mend = mend
        self.code = code


class Runtime:
    """One runtime. The methods are called in the order in which they stand here, all on one thread."""

    #: Name of the runtime, as edgetop shows it.
    name = ''

    #: Whether it fills inputs beside the picture (`others` of the manifest's input).
    takes_others = False

    #: To be called with a few words of what load() does now: report('building the engine'). Shown while it loads.
    report = staticmethod(lambda text: None)

    def describe(self):
        """Imports the runtime. Returns {'version', 'devices': [{'id', 'name'}], 'formats': [...]}.

        A device that is not there but could be may be told as {'id', 'missing': reason, 'mend': command}.
        """
        raise NotImplementedError

    def describe_model(self, request):
        """What a manifest of request['model'] (a name such as torchvision:resnet50) would say: docs/worker-protocol.md."""
        raise WorkerError('{} runs files, not models by name'.format(self.name))

    def describe_file(self, request):
        """What the file request['model'] takes and gives: `file` of `described` in docs/worker-protocol.md."""
        raise WorkerError('{} does not tell what a file takes; write a manifest beside it'.format(self.name))

    def load(self, request):
        """Loads request['model']. Returns {'device': what really executes}, and 'threads', 'versions', 'placement'."""
        raise NotImplementedError

    def infer(self, payload):
        """Runs one image (bytes in the layout and dtype of the model's input).

        Returns (scores as float32 bytes, milliseconds from submit to the result readable on the host); of a detector the
        bytes of the outputs that request['detection']['outputs'] names, one after the other, and behind the milliseconds
        the list of their shapes.
        """
        raise NotImplementedError

    def close(self):
        """Frees the model and the device."""


class Channel:
    """Length-prefixed messages on two descriptors. Sending is safe from any thread."""

    def __init__(self, source, sink):
        self.source = source
        self.sink = sink
        self.lock = threading.Lock()

    def _read_exactly(self, view):
        done = 0
        while done < len(view):
            count = self.source.readinto(view[done:])
            if not count:
                raise EOFError()
            done += count

    def receive(self, buffer):
        """Returns (header, payload, buffer). The payload is a view of `buffer`, or of a larger one in its place. Raises EOFError at the end."""
        prefix = bytearray(8)
        self._read_exactly(memoryview(prefix))
        length, header_length = struct.unpack('<II', prefix)
        if length > MAXIMUM_FRAME or header_length + 4 > length:
            raise ValueError('not a message of the worker protocol')
        size = length - 4
        if len(buffer) < size:
            buffer = bytearray(size)
        view = memoryview(buffer)[:size]
        self._read_exactly(view)
        header = json.loads(bytes(view[:header_length]).decode('utf-8'))
        return header, view[header_length:], buffer

    def send(self, header, payload=b''):
        text = json.dumps(header).encode('utf-8')
        head = struct.pack('<II', 4 + len(text) + len(payload), len(text)) + text
        with self.lock:
            for part in (head, payload):
                view = memoryview(part)
                while len(view):
                    view = view[os.write(self.sink, view):]


class Inbox:
    """Reads messages on a thread of its own, one ahead: while a frame runs, the next comes in."""

    def __init__(self, channel):
        self.channel = channel
        self.messages = queue.Queue()
        self.free = threading.Semaphore(SLOTS)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        buffers = [bytearray()] * SLOTS
        turn = 0
        while True:
            self.free.acquire()
            try:
                header, payload, buffers[turn] = self.channel.receive(buffers[turn])
            except Exception as error:  # Raised where the message is waited for.
                self.messages.put(error)
                return
            self.messages.put((header, payload))
            turn = (turn + 1) % SLOTS

    def receive(self):
        """Returns (header, payload). The payload is a view that is good until done()."""
        message = self.messages.get()
        if isinstance(message, Exception):
            raise message
        return message

    def done(self):
        """The message is dealt with: its place may be filled again."""
        self.free.release()


class Outbox:
    """Sends answers on a thread of its own: the next frame runs while one is sent."""

    def __init__(self, channel):
        self.channel = channel
        self.messages = queue.Queue()
        threading.Thread(target=self._write, daemon=True).start()

    def _write(self):
        while True:
            try:
                self.channel.send(*self.messages.get())
            except OSError:
                return  # Nobody reads any more; the inbox ends for the same reason.

    def send(self, header, payload=b''):
        """The payload must stay as it is."""
        self.messages.put((header, payload))


class SharedMemory:
    """Memory that edgetop writes frames into: a file without a name, whose descriptor this process has inherited."""

    def __init__(self, descriptor):
        os.fstat(descriptor)
        self.descriptor = descriptor
        self.map = b''

    def view(self, offset, length):
        """The bytes of a frame, where they lie: good until the frame is answered."""
        if offset + length > len(self.map):
            # It grows with its first frame.
            self.map = mmap.mmap(self.descriptor, 0)
        return memoryview(self.map)[offset:offset + length]


def shared_memory(header):
    """What hello offers, where this process has it; None: frames come with their messages."""
    try:
        return SharedMemory(header['shared'])
    except (KeyError, OSError, TypeError):
        return None


def take_over_stdio():
    """Keeps the protocol's descriptors for itself: whatever a library prints goes to stderr from now on."""
    source = os.fdopen(os.dup(0), 'rb', 0)
    sink = os.dup(1)
    if os.name == 'nt':
        import msvcrt
        for descriptor in (source.fileno(), sink):
            msvcrt.setmode(descriptor, os.O_BINARY)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return Channel(source, sink)


def die_with_parent():
    """On Linux the kernel ends this process when edgetop dies, even in the middle of a native call."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
    except (AttributeError, OSError, TypeError):
        pass  # another system; the beats notice a little later


def start_beating(channel, state):
    """Tells edgetop every second that this process lives; ends it when nobody listens any more."""

    def beat():
        parent = os.getppid()
        while os.getppid() == parent:
            time.sleep(BEAT_SECONDS)
            try:
                channel.send({'type': 'beat', 'state': state['now']})
            except OSError:
                break
        os._exit(0)

    threading.Thread(target=beat, daemon=True).start()


def find_model(request, payload, new_folder):
    """Path of the model on this machine: as asked for, or a copy of what came with the message; None: send it."""
    model = request['model']
    if len(payload):
        path = os.path.join(new_folder(), os.path.basename(model))
        with open(path, 'wb') as file:
            file.write(payload)
        return path
    size = request.get('modelBytes')
    if size is None:
        return model
    if not os.path.isfile(model) or os.path.getsize(model) != size:
        return None
    digest = request.get('modelSha256')
    if digest is not None:
        with open(model, 'rb') as file:
            if hashlib.sha256(file.read()).hexdigest() != digest:
                return None
    return model


def one_line(error):
    return ' '.join(str(error).split()) or type(error).__name__


# How runtimes say that memory is short, in lower case.
SHORTAGES = ('bad_alloc', 'allocate memory', 'unable to allocate', 'resource_exhausted')


def failure(error, request_type):
    text = one_line(error)
    is_short = isinstance(error, MemoryError) or any(sign in text.lower() for sign in SHORTAGES)
    if is_short and 'out of memory' not in text.lower():
        text = 'out of memory' if text == type(error).__name__ else 'out of memory: ' + text
    header = {'type': 'error', 'during': request_type, 'message': text[:2000]}
    if 'out of memory' in text.lower():
        header['code'] = 'out-of-memory'
    if isinstance(error, WorkerError):
        header.update((key, value) for key, value in (('mend', error.mend), ('code', error.code)) if value)
    return header


class Session:
    """One conversation: hello, load, infer …, bye."""

    def __init__(self, runtime, channel, state, target=None):
        # The device for requests that name none (those of exec:), from the command line.
        self.target = target
        self.runtime = runtime
        self.channel = channel
        self.inbox = Inbox(channel)
        self.outbox = Outbox(channel)
        self.state = state
        self.folder = None
        self.shared = None
        runtime.report = self.report

    def report(self, text):
        # The beats carry it; one at once, lest a short step go unseen.
        self.state['now'] = text
        self.channel.send({'type': 'beat', 'state': text})

    def new_folder(self):
        """For the model that was sent; removed at the end."""
        self.close()
        self.folder = tempfile.mkdtemp(prefix='edgetop-model-')
        return self.folder

    def close(self):
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def hello(self, header):
        if PROTOCOL not in header['protocols']:
            raise WorkerError('this worker speaks version {} of the worker protocol, edgetop speaks {}'.format(
                PROTOCOL, header['protocols']))
        self.state['now'] = 'starting'
        answer = {'type': 'hello', 'protocol': PROTOCOL, 'runtime': self.runtime.name, 'beats': True, 'slots': SLOTS,
                  'pid': os.getpid()}
        self.shared = shared_memory(header)
        if self.shared:
            answer['shared'] = True
        answer.update(self.runtime.describe())
        if self.target:
            known = [device['id'] for device in answer['devices']]
            if self.target not in known:
                raise WorkerError('{} has no device "{}"; it has {}'.format(
                    self.runtime.name, self.target, ', '.join(known)))
            answer['devices'] = [device for device in answer['devices'] if device['id'] == self.target]
        self.outbox.send(answer)

    def describe_model(self, header):
        self.state['now'] = 'describing'
        if header.get('format'):
            self.outbox.send({'type': 'described', 'file': self.runtime.describe_file(header)})
        else:
            self.outbox.send({'type': 'described', 'model': self.runtime.describe_model(header)})

    def load(self, header, payload):
        self.state['now'] = 'loading'
        path = find_model(header, payload, self.new_folder)
        if path is None:
            self.outbox.send({'type': 'needModel'})
            return
        header['model'] = path
        others = [one['name'] for one in (header.get('input') or {}).get('others') or ()]
        if others and not self.runtime.takes_others:
            raise WorkerError('the model takes {} beside the picture; {} is given the picture alone'.format(
                ', '.join(others), self.runtime.name))
        began = time.perf_counter()
        answer = {'type': 'loaded'}
        answer.update(self.runtime.load(header))
        answer['loadMs'] = (time.perf_counter() - began) * 1e3
        self.outbox.send(answer)

    def infer(self, header, payload):
        self.state['now'] = 'running'
        if 'shared' in header:
            payload = self.shared.view(*header['shared'])
        scores, infer_ms, *shapes = self.runtime.infer(payload)
        answer = {'type': 'result', 'id': header['id'], 'inferMs': infer_ms}
        if shapes:
            answer['shapes'] = shapes[0]
        self.outbox.send(answer, scores)

    def run(self):
        while True:
            header, payload = self.inbox.receive()
            kind = header['type']
            if kind == 'bye':
                return
            if self.target and kind in ('load', 'describe'):
                header.setdefault('target', self.target)
            try:
                if kind == 'hello':
                    self.hello(header)
                elif kind == 'describe':
                    self.describe_model(header)
                elif kind == 'load':
                    self.load(header, payload)
                elif kind == 'infer':
                    self.infer(header, payload)
                else:
                    raise WorkerError('unknown message "{}"'.format(kind))
            except Exception as error:  # Whatever a runtime raises is told, and the conversation goes on.
                self.outbox.send(failure(error, kind))
            self.state['now'] = 'idle'
            self.inbox.done()


def serve(runtime_class):
    """Runs the worker until edgetop says bye or goes away. The first argument of the command line names a device."""
    die_with_parent()
    # Ctrl-C and the end of the terminal reach every process of it; edgetop decides when a worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, 'SIGHUP'):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    channel = take_over_stdio()
    state = {'now': 'starting'}
    start_beating(channel, state)
    runtime = runtime_class()
    session = Session(runtime, channel, state, sys.argv[1] if len(sys.argv) > 1 else None)
    try:
        session.run()
        runtime.close()
    except (EOFError, BrokenPipeError):
        pass
    finally:
        session.close()
    sys.stderr.flush()
    # Some runtimes crash in their own exit handlers; everything of value has been said.
    os._exit(0)


def environment_folder():
    """The virtual environment that edgetop itself looks for Python in."""
    base = os.environ.get('XDG_DATA_HOME', '')
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser('~'), '.local', 'share')
    return os.path.join(base, 'edgetop', 'python')


def install_command(package):
    """The command that installs a package where this worker finds it.

    A Python that belongs to the system refuses pip (PEP 668, Debian 12 and newer): there, into edgetop's environment,
    which is found by itself the next time.
    """
    package = package if re.match(r'[\w.-]+$', package) else "'{}'".format(package)
    in_environment = os.path.exists(os.path.join(os.path.dirname(os.path.dirname(sys.executable)), 'pyvenv.cfg'))
    if in_environment or not os.path.exists(os.path.join(sysconfig.get_path('stdlib'), 'EXTERNALLY-MANAGED')):
        return '{} -m pip install {}'.format(sys.executable, package)
    needs = '' if importlib.util.find_spec('ensurepip') else 'sudo apt install python3-venv && '
    folder = environment_folder()
    # What the board's maker ships (TensorRT, OpenCV) stays within reach.
    return '{}{} -m venv --system-site-packages {} && {}/bin/python -m pip install {}'.format(
        needs, sys.executable, folder, folder, package)


def find_module(module, package):
    """Imports a runtime; says which package is missing in this Python, and the command that installs it."""
    try:
        return __import__(module, fromlist=['_'])
    except ImportError as error:
        missing = getattr(error, 'name', None)
        if missing and module.split('.')[0] == missing.split('.')[0]:
            raise WorkerError(
                'Python {}.{} ({}) has no module {}'.format(sys.version_info[0], sys.version_info[1], sys.executable, missing),
                install_command(package), 'missing-module')
        raise WorkerError('{} is installed but does not load: {}'.format(module, one_line(error)), code='broken-module')


def dimensions(request):
    """Shape of the input tensor: a batch of one, but for models that take no other number than theirs."""
    size = request['input']
    channels = size.get('channels', 3)
    batch = [size.get('batch', 1)] if size.get('hasBatch', True) else []
    if size['layout'] == 'NCHW':
        return batch + [channels, size['height'], size['width']]
    return batch + [size['height'], size['width'], channels]


def read_options(request, known):
    """The --backend-option values; an unknown one is an error that names the known ones."""
    options = request.get('options') or {}
    for key in options:
        if key not in known:
            raise WorkerError('unknown backend option "{}"; this backend takes {}'.format(key, ', '.join(known) or 'none'))
    return options


def is_on(options, name, default='0'):
    """Whether a switch (0 or 1) is on."""
    value = options.get(name, default)
    if value not in ('0', '1'):
        raise WorkerError('backend option {}={}: use 0 or 1'.format(name, value))
    return value == '1'


def is_random(options):
    """Whether a named model is to have random weights (weights=none)."""
    value = options.get('weights')
    if value not in (None, 'none'):
        raise WorkerError('backend option weights={}: use none, or leave it out for the published ones'.format(value))
    return value == 'none'


def device_index(request, prefix):
    """The number in a device such as gpu:1; 0 when none is given."""
    name, _, number = (request.get('device') or prefix).partition(':')
    if name != prefix or not (number == '' or number.isdigit()):
        raise WorkerError('device "{}": use {} or {}:NUMBER'.format(request['device'], prefix, prefix))
    return int(number or 0)
