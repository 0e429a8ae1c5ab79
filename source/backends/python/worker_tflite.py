"""TensorFlow Lite / LiteRT: .tflite files on the CPU (XNNPACK) and on the Edge TPU (libedgetpu)."""
import ctypes
import glob
import importlib
import os
import re
import sys
import time

from edgetop_worker import Runtime, WorkerError, dimensions, find_module, read_options, serve

MODULES = ('ai_edge_litert.interpreter', 'tflite_runtime.interpreter', 'tensorflow.lite')
LIBRARIES = {'linux': 'libedgetpu.so.1', 'darwin': 'libedgetpu.1.dylib', 'win32': 'edgetpu.dll'}
# The stick before its firmware is loaded, and after.
USB_IDS = (('1a6e', '089a'), ('18d1', '9302'))


def edge_tpus():
    """Edge TPUs in sight, as the delegate names them: ['usb:0', 'pci:0']."""
    found = ['pci:{}'.format(index) for index, _ in enumerate(sorted(glob.glob('/dev/apex_*')))]
    count = 0
    for folder in sorted(glob.glob('/sys/bus/usb/devices/*')):
        try:
            with open(folder + '/idVendor') as vendor, open(folder + '/idProduct') as product:
                if (vendor.read().strip(), product.read().strip()) in USB_IDS:
                    found.append('usb:{}'.format(count))
                    count += 1
        except OSError:
            pass
    return found


def words(error, name):
    """Why a file does not load, and what to do where it is newer than the runtime."""
    text = str(error).strip()
    schema = re.search(r'schema version (\d+) not equal to supported version (\d+)', text)
    if schema:
        return 'it has schema version {}, {} reads {}: convert it with another release'.format(
            schema.group(1), name, schema.group(2))
    operator = re.search(r"builtin opcode '(\w+)' version '(\d+)'", text)
    if operator:
        return 'it has {} in version {}, which is newer than {} knows: convert it with an older TensorFlow, or use a newer runtime'.format(
            operator.group(1), operator.group(2), name)
    if 'edgetpu-custom-op' in text:
        return 'it was compiled for the Edge TPU and runs there alone: --backend tflite:edgetpu, or give the .tflite from before edgetpu_compiler'
    return text


class TensorFlowLite(Runtime):
    name = 'TensorFlow Lite'
    takes_others = True

    def _import(self):
        for module in MODULES:
            try:
                self.lite = importlib.import_module(module)
            except ImportError:
                continue
            package = module.split('.')[0]
            version = getattr(importlib.import_module(package), '__version__', None)
            if version is None:
                version = self._distribution_version(package)
            self.name = {'ai_edge_litert': 'LiteRT'}.get(package, 'TensorFlow Lite')
            return version
        find_module('ai_edge_litert.interpreter', 'ai-edge-litert')
        raise WorkerError('no TensorFlow Lite')

    def _full_name(self):
        return '{} {}'.format(self.name, self.version)

    @staticmethod
    def _distribution_version(package):
        try:
            from importlib.metadata import version
            return version(package.replace('_', '-'))
        except Exception:
            return 'unknown'

    def describe(self):
        version = self.version = self._import()
        from tensors import cpu_name
        library = LIBRARIES.get(sys.platform, 'libedgetpu.so.1')
        tpu = {'id': 'edgetpu'}
        try:
            ctypes.CDLL(library)
            found = edge_tpus()
            if found or not sys.platform.startswith('linux'):
                tpu['name'] = 'Edge TPU ({})'.format(', '.join(found) or 'not looked for on this system')
            else:
                tpu['missing'] = 'no Edge TPU on USB or PCIe'
        except OSError as error:
            tpu['missing'] = str(error)
            tpu['mend'] = 'install libedgetpu1-std built for TensorFlow Lite {}'.format(version)
        return {'runtime': self.name, 'version': version,
                'devices': [{'id': 'cpu', 'name': cpu_name() + ', XNNPACK'}, tpu]}

    def _delegate(self, request, options):
        library = options.get('delegate') or LIBRARIES.get(sys.platform, 'libedgetpu.so.1')
        device = request.get('device')
        with open(request['model'], 'rb') as file:
            if b'edgetpu-custom-op' not in file.read():
                # The delegate would take nothing of it, and all would run on the CPU in silence.
                raise WorkerError('{} is not compiled for the Edge TPU'.format(request['model']),
                                  'edgetpu_compiler {}'.format(os.path.basename(request['model'])))
        try:
            return self.lite.load_delegate(library, {'device': device} if device else {})
        # AttributeError: a library that is no delegate.
        except (ValueError, OSError, AttributeError) as error:
            raise WorkerError('{} does not start{}: {} (no such device, held by another program, or a library built for '
                              'another version)'.format(library, ' on ' + device if device else '', error))

    def _opened(self, path, shape_of, **options):
        """An interpreter that is ready to run. `shape_of`: the shape of an input that leaves sizes open, by its declared one; None: as it stands."""
        model = self.lite.Interpreter(model_path=path, **options)
        for one in model.get_input_details():
            declared = [int(size) for size in one.get('shape_signature', one['shape'])]
            # Open sizes stand at 1, which most networks cannot run with.
            wanted = shape_of(declared) if min(declared, default=0) < 0 else None
            if wanted is not None and wanted != list(one['shape']):
                model.resize_tensor_input(one['index'], wanted)
        model.allocate_tensors()
        return model

    def _plain(self, path, shape_of, threads=None):
        """The model without XNNPACK, which refuses some files that the plain kernels run; None where they do not either."""
        kinds = getattr(self.lite, 'OpResolverType', None) or getattr(
            getattr(self.lite, 'experimental', None), 'OpResolverType', None)
        if kinds is None:
            return None
        try:
            return self._opened(path, shape_of, num_threads=threads,
                                experimental_op_resolver_type=kinds.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
        except (ValueError, RuntimeError, TypeError):
            return None

    def _structure(self, model):
        """Operators, parameters and multiply-accumulates, where this release tells of its operators."""
        from described_file import count, size
        if not hasattr(model, '_get_ops_details'):
            return {}
        nodes = [one for one in model._get_ops_details() if one['op_name'] != 'DELEGATE']
        shapes = {one['index']: list(one['shape']) for one in model.get_tensor_details()}
        types = {one['index']: one['dtype'].__name__ for one in model.get_tensor_details()}
        made = {int(index) for one in nodes for index in one['outputs']} | {
            one['index'] for one in model.get_input_details()}
        weights, macs = {}, 0
        for one in nodes:
            name, inputs = one['op_name'], [int(index) for index in one['inputs'] if index >= 0]
            is_layer = name in ('CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED', 'TRANSPOSE_CONV')
            for index in inputs:
                # int32 elsewhere are shapes and axes.
                if index not in made and (is_layer or types[index] not in ('int32', 'int64')):
                    weights[index] = size(shapes[index])
            if not is_layer or len(inputs) < 2:
                macs = None if name in ('BATCH_MATMUL', 'CONV_3D') else macs
                continue
            kernel, out = shapes[inputs[1]], size(shapes[int(one['outputs'][0])])
            each = {'CONV_2D': size(kernel[1:]), 'DEPTHWISE_CONV_2D': size(kernel[1:3]),
                    'FULLY_CONNECTED': size(kernel[1:])}.get(name)
            macs = None if macs is None or each is None else macs + out * each
        told = {'operators': count(one['op_name'] for one in nodes), 'parameters': sum(weights.values())}
        if macs is not None:
            told['macs'] = macs
        return told

    def _affine(self, model):
        """What the first operators do to the pixels: {'scale', 'offset'}; None where they do nothing, or numbers are quantised."""
        import numpy
        taken = model.get_input_details()
        if not hasattr(model, '_get_ops_details') or len(taken) != 1:
            return None
        nodes = [one for one in model._get_ops_details() if one['op_name'] != 'DELEGATE']
        made = {int(index) for one in nodes for index in one['outputs']}
        tensor, scale, offset, found = taken[0]['index'], 1.0, 0.0, False
        types = {one['index']: one['dtype'].__name__ for one in model.get_tensor_details()}
        while True:
            users = [one for one in nodes if tensor in [int(index) for index in one['inputs']] and one['op_name'] != 'SHAPE']
            if len(users) != 1 or types[tensor] not in ('float32', 'uint8') or (
                    types[tensor] == 'uint8' and users[0]['op_name'] != 'CAST'):
                break
            node, inputs = users[0], [int(index) for index in users[0]['inputs']]
            if node['op_name'] in ('CAST', 'PAD', 'RESHAPE', 'STRIDED_SLICE', 'RESIZE_BILINEAR', 'TRANSPOSE'):
                tensor = int(node['outputs'][0])
                continue
            others = [index for index in inputs if index != tensor]
            if node['op_name'] not in ('MUL', 'ADD', 'SUB', 'DIV') or len(others) != 1 or others[0] in made:
                break
            try:
                value = numpy.asarray(model.get_tensor(others[0]), dtype=numpy.float64)
            except ValueError:
                break
            if value.size > 4:
                break
            value, is_first = float(value.mean()), inputs[0] == tensor
            if node['op_name'] == 'MUL':
                scale, offset = scale * value, offset * value
            elif node['op_name'] == 'ADD':
                offset += value
            elif node['op_name'] == 'SUB':
                scale, offset = (scale, offset - value) if is_first else (-scale, value - offset)
            elif is_first and value:
                scale, offset = scale / value, offset / value
            else:
                break
            tensor, found = int(node['outputs'][0]), True
        return {'scale': scale, 'offset': offset} if found else None

    def _first_weight(self, model):
        """The largest weight of the first layer, where it takes the picture itself in float32; else None."""
        import numpy
        taken = model.get_input_details()
        if not hasattr(model, '_get_ops_details') or len(taken) != 1 or taken[0]['dtype'].__name__ != 'float32':
            return None
        users = [one for one in model._get_ops_details()
                 if taken[0]['index'] in [int(index) for index in one['inputs']] and one['op_name'] != 'DELEGATE']
        if len(users) != 1 or users[0]['op_name'] not in ('CONV_2D', 'DEPTHWISE_CONV_2D'):
            return None
        try:
            weights = numpy.asarray(model.get_tensor(int(users[0]['inputs'][1])))
        except ValueError:
            return None
        largest = float(numpy.abs(weights).max()) if weights.dtype.name == 'float32' and weights.size else 0.0
        return largest if 0 < largest < float('inf') else None

    def describe_file(self, request):
        import described_file as told
        path = request['model']
        try:
            model = self._opened(path, told.concrete)
        except (ValueError, RuntimeError):
            model = self._plain(path, told.concrete)
        try:
            model = model or self.lite.Interpreter(model_path=path)
        except (ValueError, RuntimeError) as error:
            raise WorkerError('{} does not load: {}'.format(path, words(error, self._full_name())))
        taken, given = model.get_input_details(), model.get_output_details()
        try:
            model.allocate_tensors()
            for one in taken:
                model.set_tensor(one['index'], told.noise(one['shape'], one['dtype']))
            model.invoke()
            outputs = [told.output(one['name'], model.get_tensor(one['index']), one['quantization']) for one in given]
        except (ValueError, RuntimeError):
            # Operators of a delegate that is not here: what is declared must do.
            outputs = [told.value(one['name'], one['dtype'].__name__, one['shape'], one['quantization']) for one in given]
        counts = {}
        for one in model.get_tensor_details():
            # int32 are biases and shapes.
            if one['dtype'].__name__ != 'int32':
                counts[one['dtype'].__name__] = counts.get(one['dtype'].__name__, 0) + 1
        structure = self._structure(model)
        answer = {'inputs': [told.value(one['name'], one['dtype'].__name__, one.get('shape_signature', one['shape']),
                                        one['quantization']) for one in taken],
                  'outputs': outputs, 'precision': told.precision_of(counts)}
        answer.update(structure)
        inside = self._affine(model)
        if inside:
            answer['affine'] = inside
        largest = self._first_weight(model)
        if largest is not None:
            answer['firstWeight'] = largest
        import tflite_metadata
        found = tflite_metadata.read(path)
        answer.update((key, found.pop(key)) for key in ('normalisation',) if key in found)
        if found:
            answer['metadata'] = found
        labels = told.packed_labels(path)
        if labels:
            answer['labels'] = labels
        return answer

    def load(self, request):
        from tensors import Tensors, check_input, cpu_name
        on_tpu = request.get('target') == 'edgetpu'
        options = read_options(request, ('delegate',) if on_tpu else ())
        delegates = [self._delegate(request, options)] if on_tpu else None
        with_xnnpack, wanted = True, dimensions(request)

        def shape_of(declared):
            fits = len(declared) == len(wanted) and all(a < 0 or a == b for a, b in zip(declared, wanted))
            return wanted if fits else None
        try:
            self.model = self._opened(request['model'], shape_of, experimental_delegates=delegates,
                                      num_threads=None if on_tpu else request.get('threads'))
        except (ValueError, RuntimeError) as error:
            plain = None if on_tpu else self._plain(request['model'], shape_of, request.get('threads'))
            if plain is None:
                raise WorkerError('the model does not load: {}'.format(words(error, self._full_name())))
            self.model, with_xnnpack = plain, False
        self.tensors = Tensors(request)
        from tensors import named_places, picture_of
        inputs, given = self.model.get_input_details(), self.model.get_output_details()
        taken = inputs[picture_of(request, [one['name'] for one in inputs])]
        check_input(request, list(taken['shape']), taken['dtype'].__name__)
        self.input_index = taken['index']
        for one in inputs:
            if one['name'] in self.tensors.others:
                self.model.set_tensor(one['index'], self.tensors.others[one['name']])
        scores = (request.get('output') or {}).get('name')
        output = next((one for one in given if one['name'] == scores), given[0])
        places = named_places(request, [one['name'] for one in given]) if request.get('detection') else []
        chosen = [given[place] for place in places] or [output]
        self.output_indices = [one['index'] for one in chosen]
        self.quantisations = {place: one['quantization'] for place, one in enumerate(chosen)}
        answer = {'device': 'Edge TPU ({})'.format(request.get('device') or 'first found') if on_tpu
                  else cpu_name() + (', XNNPACK' if with_xnnpack else ', without XNNPACK, which does not take the model')}
        if not on_tpu and request.get('threads'):
            answer['threads'] = request['threads']
        return answer

    def infer(self, payload):
        image = self.tensors.array(payload)
        began = time.perf_counter()
        self.model.set_tensor(self.input_index, image)
        self.model.invoke()
        answers = [self.model.get_tensor(index) for index in self.output_indices]
        infer_ms = (time.perf_counter() - began) * 1e3
        if self.tensors.detection:
            told, shapes = self.tensors.outputs(answers, self.quantisations)
            return told, infer_ms, shapes
        return self.tensors.scores(answers[0], self.quantisations[0]), infer_ms


if __name__ == '__main__':
    serve(TensorFlowLite)
