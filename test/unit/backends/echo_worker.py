"""A worker without a runtime: scores are the first bytes of the model file and of the image. For the tests."""
import array
import os
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../source/backends/python'))

from edgetop_worker import Runtime, WorkerError, read_options, serve  # noqa: E402


class Echo(Runtime):
    name = 'echo'

    def describe(self):
        # What a library prints must not come between the messages.
        print('loading plugin')
        os.write(1, b'native banner\n')
        return {'version': '.'.join(map(str, sys.version_info[:2])), 'devices': [{'id': 'cpu', 'name': 'none'}]}

    def load(self, request):
        options = read_options(request, ('fail', 'load-seconds'))
        if 'fail' in options:
            raise WorkerError(options['fail'], mend='try harder')
        if 'load-seconds' in options:
            self.report('building \x1b[31mcastles')
            time.sleep(float(options['load-seconds']))
        with open(request['model'], 'rb') as file:
            self.head = file.read(2)
        self.classes = request['output']['classes']
        is_copy = os.path.dirname(request['model']).startswith(os.path.join(tempfile.gettempdir(), 'edgetop-model-'))
        return {'device': 'a copy' if is_copy else 'the file'}

    def infer(self, payload):
        began = time.perf_counter()
        scores = array.array('f', [0.0] * self.classes)
        scores[0], scores[1], scores[2] = self.head[0], self.head[1], len(payload)
        if self.classes == 4:
            scores[3] = array.array('f', bytes(payload[:4]))[0]
        return scores.tobytes(), (time.perf_counter() - began) * 1e3


if __name__ == '__main__':
    serve(Echo)
