"""Boards in network namespaces of their own, and links to them whose weather can be changed.

    net_lab.py COUNT

Makes a namespace for the operator (10.77.0.1) and one for each board (10.77.0.10, .11, …), joined by TUN devices whose packets pass through here: whole IP packets are delayed, held to a rate or dropped, so that TCP meets what it would meet on such a line. (tc's netem does that in a kernel that has it; many a kernel has not.) Needs root, iproute2 and /dev/net/tun.

Prints one line of JSON when all is there. Reads one line of JSON for each change of weather from standard input:
    {"board": 0, "delayMs": 5000, "bytesPerSecond": 300, "isBlackHole": false, "isDown": false}
What is left out is that of a good line; both directions are treated alike. Ends, and takes everything away, with its standard input.
"""
import fcntl
import heapq
import json
import os
import selectors
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
# As much as waits before a slow link; what comes on top is lost, as in a real one.
MOST_WAITING_BYTES = 8192


def ip(*words):
    subprocess.run(['ip', *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def open_tun(name, namespace, address):
    device = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack('16sH22x', name.encode(), IFF_TUN | IFF_NO_PI))
    ip('link', 'set', name, 'netns', namespace)
    ip('-n', namespace, 'address', 'add', address + '/24', 'dev', name)
    ip('-n', namespace, 'link', 'set', name, 'up')
    ip('-n', namespace, 'link', 'set', 'lo', 'up')
    return device


class Way:
    """One direction of one link."""

    def __init__(self):
        self.free_at = 0.0
        self.waiting = 0


class Lab:
    def __init__(self, count):
        mark = '%x' % os.getpid()
        self.operator = 'edgetop-%s-op' % mark
        self.boards = ['edgetop-%s-%d' % (mark, place) for place in range(count)]
        self.devices = ['et%s-%d' % (mark, place) for place in range(count)]
        self.made = []
        self.weather = [{} for _ in range(count)]
        self.ways = {}
        self.due = []
        self.sequence = 0

    def make(self):
        for name in [self.operator, *self.boards]:
            ip('netns', 'add', name)
            self.made.append(name)
        self.near = open_tun(self.devices[0] + 'o', self.operator, '10.77.0.1')
        self.far = [
            open_tun(self.devices[place], name, self.address(place))
            for place, name in enumerate(self.boards)
        ]

    @staticmethod
    def address(place):
        return '10.77.0.%d' % (10 + place)

    def set(self, change):
        place = change['board']
        is_down = bool(change.get('isDown'))
        if is_down != bool(self.weather[place].get('isDown')):
            ip('-n', self.boards[place], 'link', 'set', self.devices[place], 'down' if is_down else 'up')
        self.weather[place] = change
        for out in (True, False):
            self.ways.pop((place, out), None)

    def take(self, packet, place, out):
        weather = self.weather[place]
        if weather.get('isBlackHole') or weather.get('isDown'):
            return
        way = self.ways.setdefault((place, out), Way())
        now = time.monotonic()
        at = now
        rate = weather.get('bytesPerSecond')
        if rate:
            if way.waiting + len(packet) > MOST_WAITING_BYTES:
                return
            way.free_at = max(now, way.free_at) + len(packet) / rate
            at = way.free_at
        at += weather.get('delayMs', 0) / 1000
        way.waiting += len(packet)
        self.sequence += 1
        heapq.heappush(self.due, (at, self.sequence, packet, place, out, way))

    def deliver(self):
        now = time.monotonic()
        while self.due and self.due[0][0] <= now:
            _, _, packet, place, out, way = heapq.heappop(self.due)
            way.waiting -= len(packet)
            try:
                os.write(self.far[place] if out else self.near, packet)
            except OSError:
                pass  # A device that is down takes nothing.
        return max(0.0, self.due[0][0] - time.monotonic()) if self.due else None

    def read(self, device, place):
        for _ in range(64):
            try:
                packet = os.read(device, 65536)
            except OSError:
                return
            if len(packet) < 20 or packet[0] >> 4 != 4:
                continue
            if place is not None:
                self.take(packet, place, False)
            elif packet[16:19] == bytes([10, 77, 0]) and 10 <= packet[19] < 10 + len(self.far):
                self.take(packet, packet[19] - 10, True)

    def run(self):
        selector = selectors.DefaultSelector()
        selector.register(0, selectors.EVENT_READ, 'orders')
        selector.register(self.near, selectors.EVENT_READ, None)
        for place, device in enumerate(self.far):
            selector.register(device, selectors.EVENT_READ, place)
        rest = b''
        while True:
            for key, _ in selector.select(self.deliver()):
                if key.data == 'orders':
                    text = os.read(0, 65536)
                    if not text:
                        return
                    *lines, rest = (rest + text).split(b'\n')
                    for line in lines:
                        self.set(json.loads(line))
                else:
                    self.read(key.fileobj, key.data)

    def remove(self):
        for name in self.made:
            subprocess.run(['ip', 'netns', 'del', name], stderr=subprocess.DEVNULL)


def main():
    lab = Lab(int(sys.argv[1]))
    try:
        lab.make()
        boards = [
            {'namespace': name, 'address': lab.address(place)}
            for place, name in enumerate(lab.boards)
        ]
        print(json.dumps({'operator': lab.operator, 'boards': boards}), flush=True)
        lab.run()
    finally:
        lab.remove()


if __name__ == '__main__':
    main()
