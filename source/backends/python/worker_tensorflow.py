"""TensorFlow: SavedModel folders, Keras files, keras:NAME, on the CPU, a GPU, and through TF-TRT (TensorFlow <= 2.17)."""
import os
import platform
import re
import time

from edgetop_worker import Runtime, WorkerError, device_index, find_module, install_command, is_on, read_options, serve


def cpu_package():
    """The package without CUDA exists for x86 alone; elsewhere the plain one has none either."""
    return 'tensorflow-cpu' if platform.machine() in ('x86_64', 'AMD64') else 'tensorflow'


class TensorFlow(Runtime):
    name = 'TensorFlow'
    takes_others = True

    def describe(self):
        self.tf = tf = find_module('tensorflow', cpu_package())
        from tensors import cpu_name
        gpus = tf.config.list_physical_devices('GPU')
        devices = [{'id': 'cpu', 'name': cpu_name()}]
        if gpus:
            devices.append({'id': 'gpu', 'name': self._gpu_name(gpus[0])})
        else:
            built = tf.test.is_built_with_gpu_support()
            devices.append({'id': 'gpu', 'missing': 'TensorFlow {} {}'.format(
                tf.__version__, 'finds no GPU' if built else 'was built without GPU support')})
        devices.append(self._tensorrt(gpus))
        return {'version': tf.__version__, 'devices': devices}

    def _gpu_name(self, gpu):
        return self.tf.config.experimental.get_device_details(gpu).get('device_name', gpu.name)

    def _tensorrt(self, gpus):
        try:
            from tensorflow.python.compiler.tensorrt import trt_convert
            from tensorflow.compiler.tf2tensorrt import _pywrap_py_utils as library
            # Asked for here, because a converter that finds no TensorRT when it runs ends the process.
            version = '.'.join(str(part) for part in library.get_loaded_tensorrt_version())
        except ImportError:
            return {'id': 'tensorrt', 'missing': 'TensorFlow {} has no TF-TRT: 2.17 was the last release with it'.format(
                self.tf.__version__)}
        if not library.is_tensorrt_enabled():
            return {'id': 'tensorrt', 'missing': 'TensorFlow {} was built without TF-TRT; releases up to 2.17 for CUDA have '
                                                 'it'.format(self.tf.__version__)}
        if not gpus:
            return {'id': 'tensorrt', 'missing': 'TF-TRT needs a GPU, TensorFlow {} finds none'.format(self.tf.__version__)}
        self.converter = trt_convert
        return {'id': 'tensorrt', 'name': '{} (TensorRT {})'.format(self._gpu_name(gpus[0]), version)}

    def _place(self, request, target):
        """Shows TensorFlow the one device that is asked for. Returns its name."""
        tf = self.tf
        from tensors import cpu_name
        if target == 'cpu':
            tf.config.set_visible_devices([], 'GPU')
            if request.get('threads'):
                tf.config.threading.set_intra_op_parallelism_threads(request['threads'])
                tf.config.threading.set_inter_op_parallelism_threads(1)
            self.place = '/CPU:0'
            return cpu_name()
        gpus = tf.config.list_physical_devices('GPU')
        index = device_index(request, 'gpu')
        if index >= len(gpus):
            raise WorkerError('TensorFlow {} finds no GPU {}'.format(tf.__version__, index))
        tf.config.set_visible_devices(gpus[index], 'GPU')
        tf.config.experimental.set_memory_growth(gpus[index], True)
        # An operator without a GPU kernel is an error instead of a silent step over the CPU.
        tf.config.set_soft_device_placement(False)
        self.place = '/GPU:0'
        return self._gpu_name(gpus[index])

    def _convert(self, request, options):
        """TF-TRT: a SavedModel whose subgraphs are TensorRT engines. Returns the function."""
        precision = 'FP16' if is_on(options, 'fp16') else 'FP32'
        try:
            converter = self.converter.TrtGraphConverterV2(
                input_saved_model_dir=request['model'], precision_mode=precision)
        except TypeError:  # TensorFlow before 2.5 takes it among the conversion parameters.
            parameters = self.converter.DEFAULT_TRT_CONVERSION_PARAMS._replace(precision_mode=precision)
            converter = self.converter.TrtGraphConverterV2(
                input_saved_model_dir=request['model'], conversion_params=parameters)
        self.report('converting to TensorRT')
        return converter.convert()

    @staticmethod
    def _options(request):
        return read_options(request, ('weights',) + (('fp16',) if request.get('target') == 'tensorrt' else ()))

    def _keras(self, model, options):
        tf = self.tf
        if model.startswith('keras:'):
            from named_keras import build
            network = build(tf, model, options, self.report)
        else:
            network = self._load_keras(model)
        shape = [None if n is None else int(n) for n in network.inputs[0].shape]
        self.network = network
        call = tf.function(lambda image: network(image, training=False))
        return call, shape, None

    network = None

    def _rescaling(self, path):
        """What the first layers of a Keras model do to its pixels: {'scale', 'offset'}; None where they do nothing."""
        import numpy
        layers = list(getattr(self.network, 'layers', ())) if os.path.isfile(path) else []
        scale, offset, found = 1.0, 0.0, False
        for _ in range(12):
            if not layers:
                break
            layer = layers.pop(0)
            kind = type(layer).__name__
            if kind == 'Rescaling':
                by, add = float(numpy.mean(layer.scale)), float(numpy.mean(layer.offset))
            elif kind == 'Normalization' and getattr(layer, 'mean', None) is not None:
                by = 1 / max(float(numpy.sqrt(numpy.mean(layer.variance))), 1e-7)
                add = -float(numpy.mean(layer.mean)) * by
            elif kind in ('Sequential', 'Functional', 'Model'):
                layers = list(layer.layers) + layers
                continue
            elif kind.startswith(('InputLayer', 'Random', 'ZeroPadding', 'CenterCrop', 'Resizing', 'Cropping')):
                continue
            else:
                break
            scale, offset, found = scale * by, offset * by + add, True
        return {'scale': scale, 'offset': offset} if found else None

    def _structure(self, path, call, shape, dtype):
        """Layers or operators, parameters, and multiply-accumulates of a Keras file."""
        import described_file as told
        if not os.path.isfile(path):
            return {}
        layers, rest = [], list(self.network.layers)
        while rest:
            layer = rest.pop(0)
            inner = getattr(layer, 'layers', None)
            if inner:
                rest = list(inner) + rest
            elif type(layer).__name__ != 'InputLayer':
                layers.append(type(layer).__name__)
        answer = {'operators': told.count(layers), 'parameters': int(self.network.count_params())}
        try:
            graph = call.get_concrete_function(self.tf.TensorSpec(shape, dtype)).graph
            macs = 0
            for one in graph.get_operations():
                kinds = {'Conv2D': slice(0, 3), 'DepthwiseConv2dNative': slice(0, 2), 'MatMul': slice(0, 1)}
                if one.type in kinds:
                    macs += told.size(one.outputs[0].shape) * told.size(one.inputs[1].shape[kinds[one.type]])
            answer['macs'] = macs
        except (ValueError, TypeError, AttributeError):
            pass
        return answer

    def _refuse_newer(self, path):
        """Says so where a file was saved by a newer Keras than this."""
        import json
        import zipfile
        here = getattr(self.tf.keras, '__version__', None) or self.tf.keras.version()
        try:
            with zipfile.ZipFile(path) as archive:
                saved = str(json.loads(archive.read('metadata.json').decode('utf-8')).get('keras_version', ''))
        except (zipfile.BadZipFile, KeyError, ValueError, OSError, AttributeError):
            return
        numbers = [[int(part) for part in re.findall(r'\d+', one)[:2]] for one in (saved, here)]
        if numbers[0] > numbers[1]:
            raise WorkerError('{} was saved by Keras {}, this is Keras {}'.format(path, saved[:20], here),
                              install_command('keras>=' + '.'.join(str(part) for part in numbers[0])))

    def _load_keras(self, model):
        try:
            return self.tf.keras.models.load_model(model, compile=False)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, ImportError) as error:
            if not model.lower().endswith(('.h5', '.hdf5')):
                self._refuse_newer(model)
                raise
            # Layers of Keras 2 have arguments that Keras 3 does not know.
            first = error
        try:
            import tf_keras
        except ImportError:
            raise WorkerError('{} was saved by Keras 2, which Keras 3 does not read'.format(model), 'pip install tf_keras')
        try:
            return tf_keras.models.load_model(model, compile=False)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            raise WorkerError('{} does not load: {}'.format(model, ' '.join(str(first).split())[:200]))

    def _signature(self, function, others=None):
        _, named = function.structured_input_signature
        if others is None and len(named) != 1:
            raise WorkerError('the model takes {} inputs ({}), edgetop gives one'.format(len(named), ', '.join(named)))
        from tensors import picture_of
        name = list(named)[picture_of({'input': {'others': [{'name': one} for one in others or ()]}}, list(named))]
        spec = named[name]
        shape = None if spec.shape.rank is None else spec.shape.as_list()
        beside = {one: self.tf.constant(value) for one, value in (others or {}).items()}
        return (lambda image: function(**dict(beside, **{name: image}))), shape, spec.dtype.name

    def describe_model(self, request):
        from named_keras import describe
        if not request['model'].startswith('keras:'):
            raise WorkerError('TensorFlow has no models named {}'.format(request['model']))
        self.tf.config.set_visible_devices([], 'GPU')
        return describe(self.tf, request, self._options(request))

    def describe_file(self, request):
        import described_file as told
        tf, path = self.tf, request['model']
        tf.config.set_visible_devices([], 'GPU')
        beside = {}
        try:
            if os.path.isfile(path):
                call, shape, dtype = self._keras(path, {})
                name, dtype = 'image', dtype or 'float32'
            else:
                model = tf.saved_model.load(path)
                if not model.signatures:
                    raise WorkerError('{} has no signature to call'.format(path))
                function = model.signatures.get('serving_default') or next(iter(model.signatures.values()))
                specs = function.structured_input_signature[1]
                pictures = [one for one in specs if len(specs) == 1 or specs[one].shape.rank == 4]
                if len(pictures) != 1:
                    raise WorkerError('{} takes {} inputs ({}), {} of them pictures'.format(
                        path, len(specs), ', '.join(specs), len(pictures)))
                name = pictures[0]
                beside = {one: told.value(one, specs[one].dtype.name, specs[one].shape.as_list())
                          for one in specs if one != name}
                call, shape, dtype = self._signature(function, {
                    one: told.noise([n or 1 for n in beside[one]['dims']], beside[one]['dtype']) for one in beside})
        except (OSError, ValueError, TypeError) as error:
            raise WorkerError('{} does not load: {}'.format(path, str(error).split('\n')[0]))
        if shape is None or len(shape) != 4:
            raise WorkerError('{} takes {}, which is no picture'.format(path, shape))
        try:
            outputs = call(tf.constant(told.noise(told.concrete(shape), dtype)))
        except (ValueError, TypeError, tf.errors.OpError) as error:
            told.refuse(path, error)
        graph = None
        if os.path.isdir(path):
            import saved_graph
            graph = saved_graph.frozen(tf, call, told.concrete(shape), dtype)
            inside = None if graph is None else saved_graph.affine(tf, graph)
        else:
            inside = self._rescaling(path)
        answer = {'affine': inside} if inside else {}
        answer.update({'inputs': [told.value(name, dtype, shape)] + list(beside.values()),
                'outputs': [told.output(given, one.numpy()) for given, one in told.named_outputs(outputs)],
                'precision': 'float32'})
        if graph is not None and saved_graph.is_random(graph):
            answer['assumptions'] = ['answers: they differ from run to run, for its augmentation layers were exported as in '
                                     'training and draw at random; export the model without them']
        answer.update(self._structure(path, call, told.concrete(shape), dtype) if graph is None
                      else saved_graph.structure(graph))
        return answer

    def load(self, request):
        from tensors import Tensors, check_input
        tf = self.tf
        target = request.get('target') or 'cpu'
        options = self._options(request)
        self.tensors = Tensors(request)
        device = self._place(request, target)
        model = request['model']
        if target == 'tensorrt':
            self.converted = self._convert(request, options)
            self.call, shape, dtype = self._signature(self.converted, self.tensors.others)
        elif model.startswith('keras:') or os.path.isfile(model):
            with tf.device(self.place):
                self.call, shape, dtype = self._keras(model, options)
        else:
            with tf.device(self.place):
                self.saved = tf.saved_model.load(model)
            signatures = self.saved.signatures
            if not signatures:
                raise WorkerError('{} has no signature to call'.format(model))
            self.call, shape, dtype = self._signature(signatures.get('serving_default') or next(iter(signatures.values())),
                                                      self.tensors.others)
        if shape is not None:
            check_input(request, shape, dtype)
        answer = {'device': device, 'versions': {}}
        if target == 'cpu' and request.get('threads'):
            answer['threads'] = request['threads']
        build = tf.sysconfig.get_build_info()
        for key in ('cuda_version', 'cudnn_version'):
            if target != 'cpu' and key in build:
                answer['versions'][key.split('_')[0]] = str(build[key])
        return answer

    def infer(self, payload):
        import described_file as told
        image = self.tensors.array(payload)
        tf = self.tf
        began = time.perf_counter()
        with tf.device(self.place):
            answered = self.call(tf.constant(image))
            # Reading the numbers waits for the device.
            if self.tensors.detection:
                named = dict(told.named_outputs(answered))
                missing = [one for one in self.tensors.detection['outputs'] if one not in named]
                if missing:
                    raise WorkerError('the manifest names output "{}", the model has {}'.format(missing[0], ', '.join(named)))
                arrays = [named[one].numpy() for one in self.tensors.detection['outputs']]
            else:
                scores = self.tensors.pick(answered).numpy()
        infer_ms = (time.perf_counter() - began) * 1e3
        if self.tensors.detection:
            given, shapes = self.tensors.outputs(arrays)
            return given, infer_ms, shapes
        return self.tensors.scores(scores), infer_ms


if __name__ == '__main__':
    serve(TensorFlow)
