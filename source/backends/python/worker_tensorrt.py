"""TensorRT: an engine built from the ONNX, kept by model, device, version and precision.

TensorRT 8 (JetPack 4.6 and 5) and 10. Memory and streams come from libcudart by ctypes, so that nothing but the
tensorrt module is needed.
"""
import ctypes
import ctypes.util
import hashlib
import os
import time

from edgetop_worker import Runtime, WorkerError, device_index, find_module, is_on, read_options, serve

HOST_TO_DEVICE, DEVICE_TO_HOST = 1, 2


class Cuda:
    """The few calls of the CUDA runtime that are needed, each checked."""

    def __init__(self):
        names = [ctypes.util.find_library('cudart'), 'libcudart.so', 'libcudart.so.13', 'libcudart.so.12',
                 'libcudart.so.11.0', 'libcudart.so.10.2']
        for name in names:
            try:
                self.library = ctypes.CDLL(name) if name else None
            except OSError:
                self.library = None
            if self.library:
                break
        else:
            raise WorkerError('the CUDA runtime (libcudart) is not installed', code='missing-library')
        self.library.cudaGetErrorString.restype = ctypes.c_char_p

    def call(self, name, *arguments):
        status = getattr(self.library, name)(*arguments)
        if status != 0:
            raise WorkerError('{}: {}'.format(name, self.library.cudaGetErrorString(status).decode()))

    def count(self):
        count = ctypes.c_int()
        self.call('cudaGetDeviceCount', ctypes.byref(count))
        return count.value

    def allocate(self, size):
        pointer = ctypes.c_void_p()
        self.call('cudaMalloc', ctypes.byref(pointer), ctypes.c_size_t(size))
        return pointer

    def stream(self):
        pointer = ctypes.c_void_p()
        self.call('cudaStreamCreate', ctypes.byref(pointer))
        return pointer

    def copy(self, target, source, size, direction, stream):
        self.call('cudaMemcpyAsync', target, source, ctypes.c_size_t(size), ctypes.c_int(direction), stream)

    def name(self, index):
        """Name of the device: the first bytes of cudaDeviceProp, whatever the version of the structure."""
        properties = ctypes.create_string_buffer(16384)
        self.call('cudaGetDeviceProperties', properties, ctypes.c_int(index))
        return properties.value.decode()


def cache_folder():
    base = os.environ.get('XDG_CACHE_HOME') or os.path.join(os.path.expanduser('~'), '.cache')
    return os.path.join(base, 'edgetop', 'engines')


class TensorRt(Runtime):
    name = 'TensorRT'

    def describe(self):
        self.trt = trt = find_module('tensorrt', 'tensorrt')
        version = trt.__version__
        try:
            self.cuda = Cuda()
            if self.cuda.count() == 0:
                raise WorkerError('CUDA finds no device')
            device = {'id': 'gpu', 'name': self.cuda.name(0)}
        except WorkerError as error:
            device = {'id': 'gpu', 'missing': 'TensorRT {}: {}'.format(version, error)}
        self.logger = trt.Logger(trt.Logger.WARNING)
        return {'version': version, 'devices': [device]}

    def _build(self, model, fp16, int8, workspace_bytes):
        trt = self.trt
        builder = trt.Builder(self.logger)
        flags = 0
        if int(trt.__version__.split('.')[0]) < 10:
            flags = 1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)
        network = builder.create_network(flags)
        parser = trt.OnnxParser(network, self.logger)
        with open(model, 'rb') as file:
            if not parser.parse(file.read()):
                errors = '; '.join(parser.get_error(index).desc() for index in range(parser.num_errors))
                raise WorkerError('TensorRT does not take the model: {}'.format(errors))
        config = builder.create_builder_config()
        if hasattr(config, 'set_memory_pool_limit'):
            config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, workspace_bytes)
        else:
            config.max_workspace_size = workspace_bytes
        if fp16:
            config.set_flag(trt.BuilderFlag.FP16)
        if int8:
            config.set_flag(trt.BuilderFlag.INT8)
        if hasattr(trt.BuilderFlag, 'TF32'):
            # On by default, and then the answer is not that of float32.
            config.clear_flag(trt.BuilderFlag.TF32)
        self.report('building a TensorRT engine, which takes minutes')
        plan = builder.build_serialized_network(network, config)
        if plan is None:
            raise WorkerError('TensorRT could not build an engine; its log has the reason')
        return bytes(plan)

    def _engine(self, request, options, device):
        """The engine, from the cache where there is one. Returns (engine, whether it came from the cache)."""
        fp16, int8, is_kept = is_on(options, 'fp16'), is_on(options, 'int8'), is_on(options, 'cache', '1')
        workspace_mb = options.get('workspace-mb', '512')
        if not workspace_mb.isdigit():
            raise WorkerError('backend option workspace-mb={}: use a number of MiB'.format(workspace_mb))
        workspace = int(workspace_mb) << 20
        digest = hashlib.sha256()
        with open(request['model'], 'rb') as file:
            digest.update(file.read())
        digest.update(repr((device, self.trt.__version__, fp16, int8, workspace)).encode())
        folder = options.get('cache-folder') or cache_folder()
        path = os.path.join(folder, digest.hexdigest() + '.engine')
        runtime = self.trt.Runtime(self.logger)
        if is_kept and os.path.exists(path):
            with open(path, 'rb') as file:
                engine = runtime.deserialize_cuda_engine(file.read())
            if engine is not None:
                return engine, True
        plan = self._build(request['model'], fp16, int8, workspace)
        if is_kept:
            os.makedirs(folder, exist_ok=True)
            partial = '{}.{}'.format(path, os.getpid())
            with open(partial, 'wb') as file:
                file.write(plan)
            os.replace(partial, path)
        engine = runtime.deserialize_cuda_engine(plan)
        if engine is None:
            raise WorkerError('TensorRT does not take the engine that it built')
        return engine, False

    def _bindings(self):
        """(name, is input, shape, NumPy type) of every tensor, in order."""
        trt, engine = self.trt, self.engine
        if hasattr(engine, 'num_io_tensors'):
            for index in range(engine.num_io_tensors):
                name = engine.get_tensor_name(index)
                yield (name, engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT, tuple(engine.get_tensor_shape(name)),
                       trt.nptype(engine.get_tensor_dtype(name)))
        else:
            for index in range(engine.num_bindings):
                yield (engine.get_binding_name(index), engine.binding_is_input(index),
                       tuple(engine.get_binding_shape(index)), trt.nptype(engine.get_binding_dtype(index)))

    def load(self, request):
        import numpy
        from tensors import Tensors, check_input
        options = read_options(request, ('fp16', 'int8', 'cache', 'cache-folder', 'workspace-mb'))
        index = device_index(request, 'gpu')
        self.cuda.call('cudaSetDevice', ctypes.c_int(index))
        device = self.cuda.name(index)
        self.engine, is_cached = self._engine(request, options, device)
        self.context = self.engine.create_execution_context()
        self.stream = self.cuda.stream()
        self.tensors = Tensors(request)
        wanted = (request.get('output') or {}).get('name')
        self.pointers = []
        outputs = []
        for name, is_input, shape, dtype in self._bindings():
            if any(size < 0 for size in shape):
                raise WorkerError('{} has a shape that is not fixed: {}'.format(name, list(shape)))
            array = numpy.empty(shape, dtype)
            pointer = self.cuda.allocate(array.nbytes)
            self.pointers.append(pointer)
            if is_input:
                check_input(request, list(shape), numpy.dtype(dtype).name)
                self.input = pointer
            else:
                outputs.append((name, array, pointer))
            if hasattr(self.context, 'set_tensor_address'):
                self.context.set_tensor_address(name, pointer.value)
        _, self.output, self.output_pointer = next((one for one in outputs if one[0] == wanted), outputs[0])
        return {'device': device, 'versions': {'engine': 'from the cache' if is_cached else 'built now',
                                               'precision': 'fp16' if is_on(options, 'fp16') else 'fp32'}}

    def infer(self, payload):
        image = self.tensors.array(payload)
        began = time.perf_counter()
        self.cuda.copy(self.input, ctypes.c_void_p(image.ctypes.data), image.nbytes, HOST_TO_DEVICE, self.stream)
        if hasattr(self.context, 'execute_async_v3'):
            done = self.context.execute_async_v3(self.stream.value)
        else:
            done = self.context.execute_async_v2([pointer.value for pointer in self.pointers], self.stream.value)
        if not done:
            raise WorkerError('TensorRT did not run; its log has the reason')
        self.cuda.copy(ctypes.c_void_p(self.output.ctypes.data), self.output_pointer, self.output.nbytes, DEVICE_TO_HOST,
                       self.stream)
        self.cuda.call('cudaStreamSynchronize', self.stream)
        infer_ms = (time.perf_counter() - began) * 1e3
        return self.tensors.scores(self.output), infer_ms


if __name__ == '__main__':
    serve(TensorRt)
