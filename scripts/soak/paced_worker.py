"""A worker without arithmetic that takes 25 ms for a frame: a run with all its processes that leaves the machine to the trial."""
import array
import os
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../source/backends/python'))

from edgetop_worker import Runtime, serve  # noqa: E402


class Paced(Runtime):
    name = 'paced'

    def describe(self):
        return {'version': '1', 'devices': [{'id': 'cpu', 'name': 'none'}]}

    def load(self, request):
        self.scores = array.array('f', [0.0] * request['output']['classes']).tobytes()
        return {'device': 'none'}

    def infer(self, payload):
        time.sleep(0.025)
        return self.scores, 25.0


if __name__ == '__main__':
    serve(Paced)
