"""ONNX Runtime's Python package: ONNX on every execution provider that the installed wheel has.

Where onnxruntime-node has no CUDA, TensorRT or NPU (linux-arm64: Jetson, Qualcomm), the maker's wheel often does.
Runs on Python 3.6 and newer, and ONNX Runtime 1.10 and newer.
"""
import json
import os
import re
import shutil
import tempfile
import time

from edgetop_worker import Runtime, WorkerError, device_index, find_module, is_on, one_line, read_options, serve

# Target: provider, and the package on PyPI that has it, where there is one.
PROVIDERS = {
    'cpu': ('CPUExecutionProvider', 'onnxruntime'),
    'cuda': ('CUDAExecutionProvider', 'onnxruntime-gpu'),
    'tensorrt': ('TensorrtExecutionProvider', 'onnxruntime-gpu'),
    'openvino': ('OpenVINOExecutionProvider', 'onnxruntime-openvino'),
    'qnn': ('QNNExecutionProvider', 'onnxruntime-qnn'),
    'migraphx': ('MIGraphXExecutionProvider', 'onnxruntime-migraphx'),
    'rocm': ('ROCMExecutionProvider', 'onnxruntime-rocm'),
    'coreml': ('CoreMLExecutionProvider', 'onnxruntime'),
    'xnnpack': ('XnnpackExecutionProvider', None),
    'acl': ('ACLExecutionProvider', None),
}
NUMBERED = ('cuda', 'tensorrt', 'migraphx', 'rocm')
PROFILED_RUNS = 2


def cache_folder():
    base = os.environ.get('XDG_CACHE_HOME') or os.path.join(os.path.expanduser('~'), '.cache')
    return os.path.join(base, 'edgetop', 'engines')


def provider_options(target, request, options):
    """The provider's own options by their own names; what `provider-options` says comes last."""
    given = {}
    if target in NUMBERED:
        given['device_id'] = str(device_index(request, target) if request.get('device') else 0)
    if target == 'tensorrt':
        given['trt_fp16_enable'] = str(is_on(options, 'fp16'))
        given['trt_int8_enable'] = str(is_on(options, 'int8'))
        if is_on(options, 'cache', '1'):
            folder = cache_folder()
            os.makedirs(folder, exist_ok=True)
            given['trt_engine_cache_enable'] = 'True'
            given['trt_engine_cache_path'] = folder
    if target == 'xnnpack' and request.get('threads'):
        given['intra_op_num_threads'] = str(request['threads'])
    for pair in filter(None, options.get('provider-options', '').split(',')):
        name, separator, value = pair.partition('=')
        if not separator or not name:
            raise WorkerError('backend option provider-options: "{}" is no NAME=VALUE'.format(pair))
        given[name.strip()] = value.strip()
    return given


def read_profile(file):
    """Share of the time of the operators by provider; empty where the trace does not tell."""
    with open(file) as source:
        events = json.load(source)
    times = {}
    for event in events:
        provider = (event.get('args') or {}).get('provider')
        if event.get('cat') == 'Node' and str(event.get('name', '')).endswith('_kernel_time') and provider:
            times[provider] = times.get(provider, 0) + max(0, event.get('dur', 0))
    total = sum(times.values())
    return {name: value / total for name, value in times.items()} if total > 0 else {}


def words(error):
    """What ONNX Runtime says; of a file that is too new for it, both numbers."""
    text = one_line(error)
    for pattern, what in ((r'Unsupported model IR version: (\d+), max supported IR version: (\d+)', 'IR version'),
                          (r'[Oo]pset (\d+) is under development and support for this is limited.*?till opset (\d+)',
                           'operator set')):
        found = re.search(pattern, text)
        if found:
            return 'the model has {} {}, this runtime reads up to {}: export it with an older one, or use a newer runtime'.format(
                what, found.group(1), found.group(2))
    return text


class OnnxRuntime(Runtime):
    name = 'ONNX Runtime (Python)'
    takes_others = True

    def describe(self):
        self.ort = ort = find_module('onnxruntime', 'onnxruntime')
        from tensors import cpu_name
        present = ort.get_available_providers()
        devices = []
        for target, (provider, package) in PROVIDERS.items():
            if provider in present:
                devices.append({'id': target, 'name': cpu_name() if target == 'cpu' else provider})
            else:
                devices.append({
                    'id': target,
                    'missing': 'the installed onnxruntime {} has no {}'.format(ort.__version__, provider),
                    'mend': 'install a wheel that has it{}, for this board from its maker (docs/backends.md)'.format(
                        ' ({})'.format(package) if package else ''),
                })
        return {'version': ort.__version__, 'devices': devices}

    def load(self, request):
        from tensors import Tensors, check_input, cpu_name
        target = request.get('target') or 'cpu'
        provider = PROVIDERS[target][0]
        known = ('provider-options', 'fallback') + (('fp16', 'int8', 'cache') if target == 'tensorrt' else ())
        options = read_options(request, known if target != 'cpu' else ('provider-options', 'precise-int8'))
        chosen = (provider, provider_options(target, request, options))
        self.report('loading for {}'.format(provider))
        session = self._open(request['model'], chosen, self._session_options(request, is_on(options, 'precise-int8')))
        if session.get_providers()[0] != provider:
            # It tells so on stderr alone and goes on without it.
            raise WorkerError('{} did not start: ONNX Runtime would run the model on {} instead (its own reason is in '
                              'the log)'.format(provider, session.get_providers()[0]))
        from tensors import named_places, picture_of
        taken = session.get_inputs()[picture_of(request, [one.name for one in session.get_inputs()])]
        check_input(request, [n if isinstance(n, int) else -1 for n in taken.shape], self._dtype(taken.type))
        self.tensors = Tensors(request)
        self.session = session
        self.input = taken.name
        self.feeds = dict(self.tensors.others)
        names = [one.name for one in session.get_outputs()]
        wanted = (request.get('output') or {}).get('name')
        if request.get('detection'):
            named_places(request, names)
            self.outputs = request['detection']['outputs']
        else:
            self.outputs = [wanted if wanted in names else names[0]]
        answer = {'device': cpu_name() if target == 'cpu' else provider, 'versions': {'provider': provider}}
        if target == 'cpu' and request.get('threads'):
            answer['threads'] = int(request['threads'])
        placement = {} if target == 'cpu' else self._placement(request['model'], chosen)
        if placement:
            self._check_placement(placement, provider, is_on(options, 'fallback'))
            answer['placement'] = placement
        return answer

    def _session_options(self, request, is_precise):
        options = self.ort.SessionOptions()
        options.log_severity_level = 3
        if is_precise:
            options.add_session_config_entry('session.x64quantprecision', '1')
        if request.get('threads'):
            options.intra_op_num_threads = int(request['threads'])
        options.inter_op_num_threads = 1
        return options

    def _open(self, model, chosen, options):
        providers = [chosen] if chosen[0] == 'CPUExecutionProvider' else [chosen, 'CPUExecutionProvider']
        try:
            return self.ort.InferenceSession(model, sess_options=options, providers=providers)
        except Exception as error:
            raise WorkerError('{} does not take the model: {}'.format(chosen[0], words(error)))

    def _placement(self, model, chosen):
        """Where the operators ran, by the runtime's own profile of a few runs in a session apart."""
        folder = tempfile.mkdtemp(prefix='edgetop-profile-')
        try:
            options = self.ort.SessionOptions()
            options.log_severity_level = 3
            options.enable_profiling = True
            options.profile_file_prefix = os.path.join(folder, 'run')
            self.report('finding out where its operators run')
            session = self._open(model, chosen, options)
            import described_file as told
            image = told.noise(self.tensors.shape, self.tensors.dtype)
            for _ in range(PROFILED_RUNS):
                session.run(self.outputs, dict(self.tensors.others, **{self.input: image}))
            return read_profile(session.end_profiling())
        except (OSError, ValueError):
            return {}
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @staticmethod
    def _check_placement(placement, provider, may_fall_back):
        if provider not in placement and not may_fall_back:
            raise WorkerError('{} took none of the operators: all of them ran on {}; --backend-option fallback=1 runs it '
                              'all the same'.format(provider, ', '.join(placement)))

    @staticmethod
    def _dtype(kind):
        """'tensor(float)' as NumPy names it; None where it is no tensor."""
        inner = kind[7:-1] if kind.startswith('tensor(') else ''
        return {'float': 'float32', 'double': 'float64', 'float16': 'float16'}.get(inner, inner) or None

    def infer(self, payload):
        image = self.tensors.array(payload)
        self.feeds[self.input] = image
        began = time.perf_counter()
        given = self.session.run(self.outputs, self.feeds)
        infer_ms = (time.perf_counter() - began) * 1e3
        if self.tensors.detection:
            told, shapes = self.tensors.outputs(given)
            return told, infer_ms, shapes
        return self.tensors.scores(given[0]), infer_ms


if __name__ == '__main__':
    serve(OnnxRuntime)
