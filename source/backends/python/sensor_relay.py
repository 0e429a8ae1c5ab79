"""Reads a board's /sys and /proc, and runs a few commands there, for the sensors of an edgetop on another machine.

edgetop sends this file through ssh and talks to it in lines of JSON on stdin and stdout; it writes nothing on the board and
ends with the connection. It needs only the standard library, and runs on Python 3.6 and newer.

{"id": 1, "add": [PATH, …]}     from now on these files too; the answer has the files that changed: {"id": 1, "values": {NUMBER: TEXT}}
{"id": 2, "list": PATH}         {"id": 2, "names": [NAME, …]}
{"id": 3, "run": [WORD, …], "seconds": 3}   {"id": 3, "text": TEXT}
{"id": 4, "stream": [WORD, …]}  {"id": 4, "line": TEXT} for each line, at last {"id": 4, "ended": WHY}
{"close": 4}

PATH has no slash in front. A file is counted in the order in which it was added. What fails is {"code": ERRNO, "reason": WORDS}.
--root DIR reads a recorded board instead.
"""
import errno
import json
import os
import re
import subprocess
import sys
import threading
import time

PAGE = 4096
MOST = 1 << 20
#: A driver that hangs keeps its own thread; the other files do not wait longer for it than this, s.
PATIENCE = 0.25

lock = threading.Lock()


def send(message):
    data = (json.dumps(message) + '\n').encode('utf-8')
    with lock:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def code_of(error):
    return errno.errorcode.get(getattr(error, 'errno', None), 'EIO')


class Files:
    def __init__(self, root):
        self.root = root
        self.paths = []
        self.told = []
        self.pending = set()

    def read(self, path):
        try:
            # Of sysfs one read is the whole file.
            with open(os.path.join(self.root, path), 'rb', 0) as file:
                parts = [file.read(PAGE)]
                while parts[-1] and path.startswith('proc/') and len(parts) * PAGE < MOST:
                    parts.append(file.read(PAGE))
        except (OSError, ValueError) as error:
            return {'code': code_of(error)}
        text = b''.join(part or b'' for part in parts).decode('utf-8', 'replace')
        recorded = re.match(r'!(E[A-Z0-9]+)\s*$', text) if self.root != '/' else None
        return {'code': recorded.group(1)} if recorded else text

    def work(self, queue, found):
        while True:
            try:
                index = queue.pop()
            except IndexError:
                return
            self.pending.add(index)
            found[index] = self.read(self.paths[index])
            self.pending.discard(index)

    def changed(self, added):
        """{number: text} of the files that are not as they were told last."""
        self.paths += added
        self.told += [None] * len(added)
        queue = [index for index in range(len(self.paths)) if index not in self.pending]
        stuck = set(self.pending)
        found = {}
        reader = threading.Thread(target=self.work, args=(queue, found), daemon=True)
        reader.start()
        reader.join(PATIENCE)
        while reader.is_alive() and queue:
            # That one hangs: another goes on with the rest.
            reader = threading.Thread(target=self.work, args=(queue, found), daemon=True)
            reader.start()
            reader.join(PATIENCE)
        answer = {}
        for index in range(len(self.paths)):
            value = found.get(index, {'code': 'ETIMEDOUT'}) if index not in stuck else {'code': 'ETIMEDOUT'}
            if value != self.told[index]:
                self.told[index] = answer[index] = value
        return answer

    def list(self, path):
        try:
            return os.listdir(os.path.join(self.root, path))
        except OSError:
            return []


def environment():
    return dict(os.environ, LC_ALL='C', LANG='C', PATH=os.environ.get('PATH', '') + ':/usr/sbin:/sbin')


def run(files, words, seconds):
    if files.root != '/':
        text = files.read('bin/{}:{}'.format(words[0], ' '.join(words[1:]).replace('/', '_')))
        return text if text != {'code': 'ENOENT'} else files.read('bin/' + words[0])
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=seconds, env=environment())
    except subprocess.TimeoutExpired:
        return {'code': 'ETIMEDOUT', 'reason': '{} gave no answer within {} s'.format(words[0], seconds)}
    except OSError as error:
        return {'code': code_of(error)}
    if done.returncode != 0:
        said = (done.stderr or done.stdout).decode('utf-8', 'replace').strip().split('\n')[0]
        return {'code': 'EIO', 'reason': '{} failed: {}'.format(words[0], said or 'exit code %d' % done.returncode)}
    return done.stdout[:MOST].decode('utf-8', 'replace')


class Streams:
    def __init__(self):
        self.running = {}

    def start(self, files, number, words):
        if files.root != '/':
            self.running[number] = None
            threading.Thread(target=self.repeat, args=(files, number, words), daemon=True).start()
            return
        try:
            child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                     env=environment())
        except OSError as error:
            send({'id': number, 'ended': '{} could not be started ({})'.format(words[0], code_of(error))})
            return
        self.running[number] = child
        threading.Thread(target=self.follow, args=(number, words[0], child), daemon=True).start()

    @staticmethod
    def follow(number, name, child):
        for line in child.stdout:
            send({'id': number, 'line': line.decode('utf-8', 'replace').rstrip('\r\n')})
        send({'id': number, 'ended': '{} ended (exit code {})'.format(name, child.wait())})

    def repeat(self, files, number, words):
        """A recorded command prints the same each second."""
        while number in self.running:
            text = run(files, words, 3)
            if not isinstance(text, str):
                send({'id': number, 'ended': '{}: {}'.format(words[0], text['code'])})
                return
            for line in text.split('\n'):
                send({'id': number, 'line': line})
            time.sleep(1)

    def close(self, number):
        child = self.running.pop(number, None)
        if child:
            child.terminate()


def answer(files, streams, request):
    number = request.get('id')
    if 'add' in request:
        send({'id': number, 'values': files.changed(request['add'])})
    elif 'list' in request:
        send({'id': number, 'names': files.list(request['list'])})
    elif 'run' in request:
        # A slow command must not hold up the files.
        def work():
            text = run(files, request['run'], request.get('seconds', 3))
            send({'id': number, 'text': text})
        threading.Thread(target=work, daemon=True).start()
    elif 'stream' in request:
        streams.start(files, number, request['stream'])
    elif 'close' in request:
        streams.close(request['close'])


def main(arguments):
    root = arguments[arguments.index('--root') + 1] if '--root' in arguments else '/'
    files, streams = Files(root), Streams()
    send({'relay': 1})
    while True:
        line = sys.stdin.buffer.readline()
        if not line:
            break
        answer(files, streams, json.loads(line.decode('utf-8')))
    for number in list(streams.running):
        streams.close(number)
    os._exit(0)


main(sys.argv[1:])
