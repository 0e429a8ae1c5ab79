"""OpenVINO: ONNX and its own .xml files, on CPU, GPU, NPU, AUTO, and MYRIAD (up to release 2022.3)."""
import re
import time

from edgetop_worker import Runtime, WorkerError, dimensions, find_module, is_on, read_options, serve

TARGETS = ('CPU', 'GPU', 'NPU', 'AUTO', 'MYRIAD')
PRECISIONS = ('f32', 'f16', 'bf16')
HINTS = ('latency', 'throughput')
MISSING = {
    'GPU': ('no Intel GPU that OpenVINO can use', 'install intel-opencl-icd and join the group render'),
    'NPU': ('no Intel NPU that OpenVINO can use', 'install the NPU driver (intel-driver-compiler-npu, intel-level-zero-npu)'),
}


# What the reader of .xml files takes, since release 2022.1.
IR_VERSIONS = (10, 11)


def too_new(path, runtime, error):
    """Why OpenVINO does not read a file of another version than its own, with both numbers; None where it is not that."""
    if not path.lower().endswith('.xml'):
        return None
    with open(path, 'rb') as file:
        head = file.read(2 ** 16).decode('utf-8', 'replace')
    version = re.search(r'<net\b[^>]*\bversion="(\d+)"', head)
    release = runtime.get_version().split('-')[0]
    if version and int(version.group(1)) not in IR_VERSIONS:
        return 'the model has IR version {}, OpenVINO {} reads {} to {}: convert it anew (ovc), or use another release'.format(
            version.group(1), release, *IR_VERSIONS)
    opset = re.search(r'unsupported opset: opset(\d+)', str(error))
    if opset:
        highest = max([int(one[5:]) for one in dir(runtime) if re.match(r'opset\d+$', one)] or [0])
        return 'the model has operator set {}, OpenVINO {} reads up to {}: convert it with an older release, or use a newer one'.format(
            opset.group(1), release, highest or 'an older one')
    return None


def words(error):
    """What OpenVINO says, without the places in its source."""
    return re.sub(r"(?:Exception from|Check '[^']*' failed at) \S+?:\d+:\s*", '', str(error))


class OpenVino(Runtime):
    name = 'OpenVINO'
    takes_others = True

    def _missing(self, target, version):
        if target != 'MYRIAD':
            return MISSING[target]
        if int(version.split('.')[0]) >= 2023:
            return ('OpenVINO {} has no MYRIAD plugin: 2022.3 was the last release for the Neural Compute Stick 2'.format(
                version.split('-')[0]), 'python3.10 -m pip install "openvino==2022.3.*"')
        return ('no Neural Compute Stick 2 on USB', 'install the udev rules for device 03e7 and plug it in')

    def describe(self):
        runtime = find_module('openvino', 'openvino')
        if not hasattr(runtime, 'Core'):  # up to 2022.3
            runtime = find_module('openvino.runtime', 'openvino')
        from tensors import cpu_name
        version = runtime.get_version()
        self.version, self.runtime = version, runtime
        self.core = runtime.Core()
        present = self.core.available_devices
        devices = []
        for target in TARGETS:
            number = next((one for one in present if one.split('.')[0] == target), None)
            if target == 'CPU' and number:
                devices.append({'id': 'cpu', 'name': cpu_name()})
            elif number:
                devices.append({'id': target.lower(), 'name': self.core.get_property(number, 'FULL_DEVICE_NAME')})
            elif target == 'AUTO' and present:
                devices.append({'id': 'auto', 'name': 'the best of ' + ', '.join(present)})
            else:
                reason, mend = self._missing(target, version)
                devices.append({'id': target.lower(), 'missing': reason, 'mend': mend})
        return {'version': version.split('-')[0], 'devices': devices}

    def describe_file(self, request):
        import described_file as told
        path = request['model']
        try:
            model = self.core.read_model(path)
            taken = [told.value(sorted(one.get_names())[0] if one.get_names() else 'image', one.element_type.to_dtype().name,
                                [d.get_length() if d.is_static else None for d in one.partial_shape]) for one in model.inputs]
            if len(taken) == 1 and model.inputs[0].partial_shape.is_dynamic:
                model.reshape(told.concrete(taken[0]['dims']))
            compiled = self.core.compile_model(model, 'CPU')
            answers = compiled([told.noise(list(one.shape), one.element_type.to_dtype()) for one in compiled.inputs])
        except RuntimeError as error:
            raise WorkerError('{} does not load: {}'.format(path, too_new(path, self.runtime, error) or words(error)))
        outputs = [told.output(sorted(one.get_names())[0] if one.get_names() else 'output', answers[one])
                   for one in compiled.outputs]
        answer = {'inputs': taken, 'outputs': outputs, 'precision': 'mixed'}
        answer.update(self._structure(model))
        answer.update(self._beginning(model))
        metadata = self._model_info(model)
        if metadata:
            answer['metadata'] = metadata
        return answer

    @staticmethod
    def _structure(model):
        """Operators, parameters and multiply-accumulates of a model whose shapes are known."""
        from described_file import count, size
        nodes = [one for one in model.get_ops() if one.get_type_name() not in ('Parameter', 'Result')]
        weights = [one for one in nodes if one.get_type_name() == 'Constant' and len(one.output(0).shape) > 0
                   and one.get_element_type().get_type_name() not in ('i64', 'i32', 'boolean')]
        macs = 0
        for one in nodes:
            kind = one.get_type_name()
            if kind in ('Convolution', 'GroupConvolution'):
                kernel = list(one.input(1).get_shape())
                macs += size(one.output(0).shape) * size(kernel[1 if kind == 'Convolution' else 2:])
            elif kind == 'MatMul':
                shape = list(one.input(0).get_shape())
                is_turned = one.get_attributes().get('transpose_a') and len(shape) > 1
                macs += size(one.output(0).shape) * int(shape[-2 if is_turned else -1])
        return {'operators': count(one.get_type_name() for one in nodes if one.get_type_name() != 'Constant'),
                'parameters': sum(size(one.output(0).shape) for one in weights), 'macs': macs}

    @staticmethod
    def _beginning(model):
        """What the first operators do to the pixels, its PrePostProcessor's among them, as `affine`; else the `firstWeight`, into which a division may have gone."""
        def constant(node):
            while node.get_type_name() == 'Convert':
                node = node.input_value(0).get_node()
            return node.get_data() if node.get_type_name() == 'Constant' else None

        if len(model.inputs) != 1:
            return {}
        port, scale, offset, found = model.inputs[0], 1.0, 0.0, False
        for _ in range(24):
            users = [one for one in port.get_target_inputs() if one.get_node().get_type_name() != 'ShapeOf']
            if len(users) != 1:
                break
            node, place = users[0].get_node(), users[0].get_index()
            kind = node.get_type_name()
            if kind in ('Convert', 'Transpose', 'Gather', 'Interpolate', 'Reshape', 'Pad') and place == 0:
                port = node.output(0)
                continue
            numbers = constant(node.input_value(1 - place).get_node()) if len(node.input_values()) == 2 else None
            if numbers is None or numbers.size == 0:
                break
            if kind == 'Convolution' and not found and numbers.dtype.kind == 'f':
                largest = float(abs(numbers).max())
                return {'firstWeight': largest} if largest > 0 else {}
            if numbers.size > 4:
                break
            value = float(numbers.mean())
            if kind == 'Multiply':
                scale, offset = scale * value, offset * value
            elif kind == 'Divide' and place == 0 and value:
                scale, offset = scale / value, offset / value
            elif kind == 'Add':
                offset += value
            elif kind == 'Subtract' and place == 0:
                offset -= value
            else:
                break
            port, found = node.output(0), True
        return {'affine': {'scale': scale, 'offset': offset}} if found else {}

    @staticmethod
    def _model_info(model):
        """What the .xml says under rt_info/model_info, as texts: {'openvino.labels': ...}."""
        try:
            if not model.has_rt_info('model_info'):
                return {}
            found = model.get_rt_info('model_info')
            info = getattr(found, 'astype', lambda kind: found)(dict)
        except (AttributeError, RuntimeError, TypeError):
            return {}
        told = {'openvino.{}'.format(key)[:100]: str(getattr(one, 'value', one))[:2 ** 20] for key, one in dict(info).items()}
        labels = told.get('openvino.labels', '')
        # The Model API parts names by spaces and writes those within a name as underscores.
        if labels and not any(mark in labels for mark in ',;[{\n'):
            told['openvino.labels'] = '\n'.join(labels.split())
        return told

    def load(self, request):
        from tensors import Tensors, check_input
        target = (request.get('target') or 'cpu').upper()
        options = read_options(request, ('precision', 'hint') + (('precise-int8',) if target == 'CPU' else ()))
        device = target
        if request.get('device'):
            kind, _, number = request['device'].partition(':')
            if kind.upper() != target:
                raise WorkerError('device "{}": use {}:NUMBER'.format(request['device'], target.lower()))
            device = '{}.{}'.format(target, number) if number else target
        model = self._read(request)
        hint = options.get('hint', 'latency')
        if hint not in HINTS:
            raise WorkerError('backend option hint={}: use {}'.format(hint, ' or '.join(HINTS)))
        config = {'PERFORMANCE_HINT': hint.upper()}
        # CPUs with bfloat16 units and GPUs compute in 16 bits by default, which moves probabilities by up to 0.03; the
        # answer must be that of float32 unless asked otherwise. NPU and MYRIAD have 16 bits alone.
        precision = options.get('precision') or ('f32' if target in ('CPU', 'GPU', 'AUTO') else None)
        if precision:
            if precision not in PRECISIONS:
                raise WorkerError('backend option precision={}: use {}'.format(precision, ', '.join(PRECISIONS)))
            config['INFERENCE_PRECISION_HINT'] = precision
        if precision == 'f32' and target == 'CPU':
            # Without this the CPU quantises the inputs of layers with compressed weights as it goes, f32 or not.
            config['DYNAMIC_QUANTIZATION_GROUP_SIZE'] = '0'
        if target == 'CPU' and is_on(options, 'precise-int8'):
            # 8-bit weights, float arithmetic: on x86 without VNNI the 8-bit kernels add products in 16 bits.
            config['LP_TRANSFORMS_MODE'] = 'NO'
        if target == 'CPU' and request.get('threads'):
            config['INFERENCE_NUM_THREADS'] = request['threads']
        self.report('compiling for {}'.format(device))
        try:
            compiled = self.core.compile_model(model, device, config)
        except RuntimeError as error:
            raise WorkerError('{} does not take the model: {}'.format(device, words(error)))
        self._check_precision(compiled, device, options.get('precision'))
        from tensors import named_places, picture_of
        place = picture_of(request, [self._named(one, request) for one in compiled.inputs])
        port = compiled.inputs[place]
        check_input(request, [d.get_length() if d.is_static else -1 for d in port.partial_shape],
                    port.element_type.to_dtype().name)
        self.tensors = Tensors(request)
        self.request = compiled.create_infer_request()
        self.port = port
        self.feeds = {one: self.tensors.others[self._named(one, request)] for one in compiled.inputs if one != port}
        if request.get('detection'):
            names = [sorted(one.get_names()) or ['output'] for one in compiled.outputs]
            wanted = request['detection']['outputs']
            flat = [next((name for name in some if name in wanted), some[0]) for some in names]
            self.outputs = [compiled.outputs[place] for place in named_places(request, flat)]
        else:
            self.outputs = [self._output(compiled, request)]
        return self._loaded(compiled, target, request, precision)

    @staticmethod
    def _check_precision(compiled, device, asked):
        """What the device cannot compute in is replaced in silence."""
        if asked not in ('f16', 'bf16'):
            return
        try:
            found = compiled.get_property('INFERENCE_PRECISION_HINT')
            name = found.get_type_name() if hasattr(found, 'get_type_name') else str(found)
        except RuntimeError:
            return
        if name in PRECISIONS and name != asked:
            raise WorkerError('{} has no {} arithmetic: OpenVINO would compute in {}'.format(device, asked, name))

    def _read(self, request):
        try:
            model = self.core.read_model(request['model'])
            if any(one.partial_shape.is_dynamic for one in model.inputs):
                beside = {one['name']: one['shape'] for one in request['input'].get('others') or ()}
                model.reshape({one: beside.get(self._named(one, request), dimensions(request)) for one in model.inputs})
        except RuntimeError as error:
            raise WorkerError('the model does not load: {}'.format(
                too_new(request['model'], self.runtime, error) or words(error)))
        return model

    @staticmethod
    def _named(port, request):
        """The name of an input, of several the one that the manifest has for an input beside the picture."""
        names = sorted(port.get_names()) or ['image']
        beside = [one['name'] for one in request['input'].get('others') or ()]
        return next((name for name in names if name in beside), names[0])

    @staticmethod
    def _output(compiled, request):
        wanted = (request.get('output') or {}).get('name')
        return next((one for one in compiled.outputs if wanted in one.get_names()), compiled.outputs[0])

    def _loaded(self, compiled, target, request, precision):
        try:
            executing = list(compiled.get_property('EXECUTION_DEVICES'))
        except RuntimeError:
            executing = [target]
        names = [self.core.get_property(one.strip('()'), 'FULL_DEVICE_NAME') for one in executing]
        answer = {'device': '{} ({})'.format(', '.join(executing), ', '.join(names)), 'versions': {}}
        if precision:
            answer['versions']['precision'] = precision
        if target == 'CPU':
            try:
                answer['threads'] = int(compiled.get_property('INFERENCE_NUM_THREADS'))
            except RuntimeError:
                pass
        return answer

    def infer(self, payload):
        image = self.tensors.array(payload)
        self.feeds[self.port] = image
        began = time.perf_counter()
        answers = self.request.infer(self.feeds)
        given = [answers[one] for one in self.outputs]
        infer_ms = (time.perf_counter() - began) * 1e3
        if self.tensors.detection:
            told, shapes = self.tensors.outputs(given)
            return told, infer_ms, shapes
        return self.tensors.scores(given[0]), infer_ms


if __name__ == '__main__':
    serve(OpenVino)
