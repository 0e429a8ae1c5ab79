"""Rockchip NPUs (RK3562, RK3566, RK3568, RK3576, RK3588): .rknn files, by rknn-toolkit-lite2 (rknnlite).

Mean and deviation are part of the .rknn file; the input is the picture's bytes. Runs on Python 3.6 and newer.
"""
import os
import re
import sys
import tempfile
import time

from edgetop_worker import Runtime, WorkerError, one_line, read_options, serve

INSTALL = 'pip install the rknn_toolkit_lite2 wheel for this Python (airockchip/rknn-toolkit2, or PyPI): docs/hailo-rknn.md'
LIBRARY = "copy librknnrt.so of rknn-toolkit2's version to /usr/lib: docs/hailo-rknn.md"
CORES = ('auto', '0', '1', '2', '0_1', '0_1_2', 'all')

# The library tells the cause in its log alone: what stands there, what it means, and the mend.
FAILURES = (
    (r'This rknn model is for (\S+), but current platform is (\S+)', 'the file was made for {}, this board has {}',
     'convert it with target_platform of this board: docs/hailo-rknn.md'),
    (r'Invalid RKNN model version (\S+)', 'librknnrt does not know the version of the file ({})',
     'convert it with the rknn-toolkit2 of the version that librknnrt has, or update librknnrt.so: docs/hailo-rknn.md'),
    (r'Invalid RKNN format', 'the file is no RKNN file of this generation of chips',
     'convert it with rknn-toolkit2 (not rknn-toolkit, which is for RK1808 and RV1126)'),
    (r'[Cc]an not find dynamic library', 'librknnrt.so is not installed', LIBRARY),
    (r'Unsupported run platform', 'this board has no NPU that rknn-toolkit-lite2 serves', None),
    (r'failed to open rknpu module|failed to open rknn device', "the kernel's NPU driver (rknpu) is not loaded or not allowed",
     'a kernel of the board maker has it: ls /sys/bus/platform/drivers/RKNPU; in group video or render, or as root'),
    (r'failed to submit|failed to allocate', 'the NPU driver has no memory or gave no answer', None),
)


def chip():
    """`rk3588`, as the device tree names it; None where this is no Rockchip board."""
    try:
        with open('/proc/device-tree/compatible') as file:
            found = re.search(r'rockchip,(r[kv]\d+\w*)', file.read())
            return found.group(1) if found else None
    except (OSError, UnicodeDecodeError):
        return None


class Heard:
    """What a native library says on stdout and stderr meanwhile; all of it goes on to edgetop's log."""

    text = ''

    def __enter__(self):
        sys.stderr.flush()
        self.kept = [os.dup(1), os.dup(2)]
        self.file = tempfile.TemporaryFile()
        for place in (1, 2):
            os.dup2(self.file.fileno(), place)
        return self

    def __exit__(self, *_):
        sys.stderr.flush()
        for place, kept in zip((1, 2), self.kept):
            os.dup2(kept, place)
            os.close(kept)
        self.file.seek(0)
        raw = self.file.read()
        self.file.close()
        self.text = raw.decode('utf-8', 'replace')
        if raw:
            os.write(2, raw)


def in_words(doing, text):
    """A WorkerError from what the library said."""
    for pattern, words, mend in FAILURES:
        found = re.search(pattern, text)
        if found:
            return WorkerError(words.format(*found.groups()), mend)
    errors = [line for line in text.splitlines() if re.match(r'\s*E\b', line) and 'Traceback' not in line]
    own = re.sub(r'^\s*E( RKNN: \[[\d:.]+\])?\s*', '', errors[-1]) if errors else 'it does not say why'
    return WorkerError('RKNN {} failed: {}'.format(doing, own[:300]))


def version_of_package():
    try:
        from importlib.metadata import version
    except ImportError:
        return 'unknown'
    for name in ('rknn-toolkit-lite2', 'rknn_toolkit_lite2'):
        try:
            return version(name)
        except Exception:
            continue
    return 'unknown'


class Rknn(Runtime):
    name = 'RKNN Lite'
    model = None

    def describe(self):
        try:
            from rknnlite.api import RKNNLite
        except ImportError as error:
            if getattr(error, 'name', None) == 'rknnlite':
                raise WorkerError('Python {}.{} ({}) has no module rknnlite (rknn-toolkit-lite2)'.format(
                    sys.version_info[0], sys.version_info[1], sys.executable), INSTALL, 'missing-module')
            raise WorkerError('rknn-toolkit-lite2 is installed but does not load: {}'.format(one_line(error)), INSTALL,
                              'broken-module')
        self.api = RKNNLite
        device = {'id': 'rknn'}
        found = chip()
        if found is None:
            device['missing'] = 'this is no Rockchip board (its device tree names none)'
        elif not (os.path.exists('/sys/bus/platform/drivers/RKNPU') or os.path.exists('/sys/module/rknpu')):
            device['missing'] = "{}: the kernel has no NPU driver (rknpu)".format(found.upper())
            device['mend'] = "use the board maker's kernel; the mainline one has another driver, which librknnrt does not speak"
        else:
            device['name'] = '{} NPU'.format(found.upper())
        return {'version': version_of_package(), 'devices': [device]}

    def load(self, request):
        from tensors import Tensors
        options = read_options(request, ('core',))
        core = options.get('core')
        if core is not None and core not in CORES:
            raise WorkerError('backend option core={}: use {}'.format(core, ', '.join(CORES)))
        wanted = request['input']
        if wanted['layout'] != 'NHWC' or wanted['dtype'] not in ('uint8', 'float32'):
            raise WorkerError('RKNN takes NHWC input as uint8 or float32, the manifest says {} {}'.format(
                wanted['layout'], wanted['dtype']))
        if not os.path.isfile(request['model']):
            raise WorkerError('{}: no such file'.format(request['model']))
        self.close()
        self.tensors = Tensors(request)
        self.model = self.api()
        self.report('loading the file')
        self._call('load_rknn', lambda: self.model.load_rknn(request['model']))
        self.report('starting the NPU')
        # Only chips with several cores take a mask.
        mask = {} if core is None else {'core_mask': getattr(self.api, 'NPU_CORE_' + core.upper())}
        self._call('init_runtime', lambda: self.model.init_runtime(**mask))
        self._check_run()
        answer = {'device': '{} NPU{}'.format((chip() or 'Rockchip').upper(), '' if core is None else ', core ' + core)}
        versions = self._versions()
        if versions:
            answer['versions'] = versions
        return answer

    def _call(self, doing, call):
        """A call that answers 0 when all went well, and tells the reason in the log alone."""
        heard = Heard()
        raised = ''
        with heard:
            try:
                code = call()
            except Exception as error:
                code, raised = -1, 'E ' + one_line(error)
        if code != 0:
            self.close()
            raise in_words(doing, heard.text + '\n' + raised)

    def _check_run(self):
        """The API does not tell what a file takes: one picture of zeros shows whether the manifest fits."""
        import numpy
        heard = Heard()
        raised = ''
        with heard:
            try:
                outputs = self.model.inference(inputs=[numpy.zeros(self.tensors.shape, self.tensors.dtype)])
            except Exception as error:
                outputs, raised = None, 'E ' + one_line(error)
        if not outputs:
            self.close()
            raise in_words('inference (does the manifest name the right size?)', heard.text + '\n' + raised)
        if self.tensors.output is not None:
            size = int(numpy.asarray(self.tensors.pick(outputs)).size)
            classes = self.tensors.output.get('classes')
            if classes is not None and size != classes:
                self.close()
                raise WorkerError('the model gives {} scores, its manifest says {}'.format(size, classes))

    def _versions(self):
        """Of librknnrt and the driver: `API: 2.3.0 (…)`, `DRV: … 0.9.8`."""
        try:
            text = str(self.model.get_sdk_version())
        except Exception:
            return {}
        found = {}
        for key, pattern in (('librknnrt', r'API[^:\n]*:\s*([\d.]+)'), ('driver', r'DRV[^\n]*?(\d+\.[\d.]+)')):
            match = re.search(pattern, text)
            if match:
                found[key] = match.group(1)
        return found

    def infer(self, payload):
        image = self.tensors.array(payload)
        began = time.perf_counter()
        outputs = self.model.inference(inputs=[image])
        infer_ms = (time.perf_counter() - began) * 1e3
        if not outputs:
            raise WorkerError('RKNN inference failed; the log of the engine has its words')
        # Values, not integers: the library dequantises.
        return self.tensors.scores(self.tensors.pick(outputs)), infer_ms

    def close(self):
        if self.model is not None:
            self.model.release()
            self.model = None


if __name__ == '__main__':
    serve(Rknn)
