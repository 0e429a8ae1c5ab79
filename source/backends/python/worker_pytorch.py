"""PyTorch: TorchScript files, torch.export files (.pt2), torchvision:NAME and timm:NAME, on cpu, cuda and mps."""
import json
import re
import time
import warnings

from edgetop_worker import Runtime, WorkerError, device_index, find_module, is_on, one_line, read_options, serve

OPTIONS = ('fp16', 'channels-last', 'cudnn-benchmark', 'weights')


class PyTorch(Runtime):
    name = 'PyTorch'

    def describe(self):
        self.torch = torch = find_module('torch', 'torch')
        from tensors import cpu_name
        devices = [{'id': 'cpu', 'name': cpu_name()}]
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            has_cuda = torch.cuda.is_available()
        # An old driver or a device that is held by another program is told as a warning alone.
        self.why = why = ': ' + one_line(caught[-1].message) if caught else ''
        if has_cuda:
            devices.append({'id': 'cuda', 'name': torch.cuda.get_device_name(0)})
        elif torch.version.cuda is None:
            devices.append({'id': 'cuda', 'missing': 'PyTorch {} was built without CUDA'.format(torch.__version__)})
        else:
            devices.append({'id': 'cuda', 'missing': 'PyTorch {} (CUDA {}) finds no CUDA device{}'.format(
                torch.__version__, torch.version.cuda, why), 'mend': 'nvidia-smi shows whether the driver is loaded'})
        mps = getattr(torch.backends, 'mps', None)
        if mps is not None and mps.is_available():
            devices.append({'id': 'mps', 'name': 'Apple GPU (MPS)'})
        else:
            devices.append({'id': 'mps', 'missing': 'PyTorch {} finds no Apple GPU'.format(torch.__version__)})
        return {'version': torch.__version__, 'devices': devices}

    def describe_model(self, request):
        from named_torch import describe
        return describe(request, read_options(request, OPTIONS))

    def _read(self, model, options):
        torch = self.torch
        if model.split(':', 1)[0] in ('torchvision', 'timm'):
            from named_torch import build
            return build(model, options, self.report).eval()
        if model.endswith('.pt2'):
            if not hasattr(torch, 'export'):
                raise WorkerError('{} was made by torch.export, which PyTorch {} does not have (2.1 and newer do); '
                                  'torch.jit.trace(network, picture).save(FILE) makes a file that it reads'.format(
                                      model, torch.__version__))
            return torch.export.load(model).module()
        try:
            # Constants of a frozen file stay on the device that it is loaded to.
            return torch.jit.load(model, map_location=getattr(self, 'device', 'cpu')).eval()
        except RuntimeError as error:
            lines = [line for line in str(error).split('\n') if line.strip()] or ['']
            if lines[0].startswith('Unknown builtin op'):
                raise WorkerError('PyTorch {} does not take the model: {}'.format(torch.__version__, lines[0]))
            newer = re.search(r'file with version (\d+), but the maximum supported version for reading is (\d+)', str(error))
            if newer:
                raise WorkerError('{} has file version {}, PyTorch {} reads up to {}: save it with an older PyTorch, or use '
                                  'a newer one'.format(model, newer.group(1), torch.__version__, newer.group(2)))
            if 'constants.pkl' in str(error) or 'Invalid magic number' in str(error):
                raise WorkerError('{} has weights without the network (a state dict or checkpoint); in the program that has '
                                  'the network: torch.jit.trace(network, picture).save(FILE)'.format(model))
            raise WorkerError('{} is no TorchScript file: {}'.format(model, lines[0]))

    def describe_file(self, request):
        import described_file as told
        torch, path = self.torch, request['model']
        files = {name: '' for name in ('config.txt', 'labels.txt', 'labels.json')}
        if path.endswith('.pt2'):
            model, metadata = self._read(path, {}), {}
        else:
            self._read(path, {})
            model = torch.jit.load(path, map_location='cpu', _extra_files=files).eval()
            texts = {name: text.decode('utf-8', 'replace') if isinstance(text, bytes) else text
                     for name, text in files.items()}
            metadata = told.metadata_of(texts['config.txt'])
            if texts['labels.txt'] or texts['labels.json']:
                metadata.setdefault('names', texts['labels.txt'] or texts['labels.json'])
        counts = {}
        for one in model.parameters():
            name = str(one.dtype).split('.')[-1]
            counts[name] = counts.get(name, 0) + one.numel()
        shape, dtype, outputs, is_open = self._probe(model, metadata)
        answer = {
            'inputs': [told.value('image', dtype, [1, 3, None, None] if is_open else shape)],
            'outputs': [told.output(name, one.detach().float().numpy()) for name, one in told.named_outputs(outputs)
                        if hasattr(one, 'detach')],
            'precision': told.precision_of(counts),
            'assumptions': ['input: {} {} (the file does not tell; found by trying)'.format(
                dtype, '×'.join(str(size) for size in shape))]}
        answer.update(self._structure(model, shape, dtype))
        names = metadata.pop('names', None)
        if names:
            answer['labels'] = names if isinstance(names, str) else json.dumps(names)
        answer['metadata'] = told.texts_of(metadata)
        return answer

    def _structure(self, model, shape, dtype):
        """Operators, parameters and multiply-accumulates, as far as this release tells them."""
        import described_file as told
        answer = {'parameters': sum(one.numel() for one in model.parameters())}
        graph = getattr(model, 'inlined_graph', None)
        if graph is not None:
            names = [one.kind() for one in graph.nodes()]
            answer['operators'] = told.count(name.split('::')[-1] for name in names if not name.startswith('prim::'))
        try:
            from torch.utils.flop_counter import FlopCounterMode
            with FlopCounterMode(display=False) as counter:
                self._try(model, told.noise(shape, dtype))
            if counter.get_total_flops():
                answer['macs'] = counter.get_total_flops() // 2
        except (ImportError, RuntimeError, TypeError):
            pass
        return answer

    def _probe(self, model, metadata):
        """A TorchScript file does not tell its input: the first usual one that it takes.

        Returns the shape, the type, what came out, and whether it takes other sides too.
        """
        import described_file as told
        given = metadata.get('imgsz') or metadata.get('input_size') or []
        sides = [side for side in ([given] if isinstance(given, int) else list(given)[-1:]) if side] + list(told.SIDES)
        first = None
        # Colours first; grey as MNIST and its kin; last a picture without a batch dimension.
        shapes = [[1, 3, side, side] for side in sides] + [[1, side, side, 3] for side in sides]
        shapes += [[1, 1, side, side] for side in [28] + sides] + [[3, side, side] for side in sides[:1]]
        for dtype in ('float32', 'float16', 'uint8', 'float64', 'int64', 'int32'):
            for shape in shapes:
                outputs, error = self._try(model, told.noise(shape, dtype))
                first = first or error
                if error is None:
                    other = shape[-1] + 32
                    is_open = (dtype == 'float32' and shape[1] == 3 and len(shape) == 4 and not metadata.get('imgsz') and
                               self._try(model, told.noise([1, 3, other, other], dtype))[1] is None)
                    return shape, dtype, outputs, is_open
        told.refuse('the file', first)

    def _try(self, model, image):
        """What the model answers, or why not."""
        torch = self.torch
        try:
            with getattr(torch, 'inference_mode', torch.no_grad)():
                return model(torch.from_numpy(image)), None
        except Exception as error:  # Whatever a model raises for a picture that it does not take.
            return None, error

    def load(self, request):
        from tensors import Tensors, cpu_name
        torch = self.torch
        options = read_options(request, OPTIONS)
        target = request.get('target') or 'cpu'
        self.tensors = Tensors(request)
        self.half = is_on(options, 'fp16')
        self.format = torch.channels_last if is_on(options, 'channels-last') else torch.contiguous_format
        versions = {}
        if target == 'cuda':
            index = device_index(request, 'gpu')
            if not torch.cuda.is_available() or index >= torch.cuda.device_count():
                raise WorkerError('PyTorch {} finds no CUDA device {}{}'.format(torch.__version__, index, self.why))
            self.device = torch.device('cuda', index)
            torch.backends.cudnn.benchmark = is_on(options, 'cudnn-benchmark')
            versions = {'cuda': torch.version.cuda, 'cudnn': str(torch.backends.cudnn.version())}
            name = torch.cuda.get_device_name(index)
        elif target == 'mps':
            self.device = torch.device('mps')
            name = 'Apple GPU (MPS)'
        else:
            self.device = torch.device('cpu')
            name = cpu_name()
            if request.get('threads'):
                torch.set_num_threads(request['threads'])
        model = self._read(request['model'], options).to(self.device)
        self.no_gradient = getattr(torch, 'inference_mode', torch.no_grad)
        self.model = self._frozen((self._halved(model) if self.half else model).to(memory_format=self.format))
        answer = {'device': name, 'versions': versions}
        if target == 'cpu':
            answer['threads'] = torch.get_num_threads()
        return answer

    def _halved(self, model):
        torch = self.torch
        if not any(one.is_floating_point() for one in list(model.parameters()) + list(model.buffers())):
            raise WorkerError('fp16: the weights of this file are constants (it was frozen) and stay as they are; save it '
                              'without torch.jit.freeze')
        model = model.half()
        try:
            with self.no_gradient():
                model(torch.zeros(tuple(self.tensors.shape), dtype=torch.float16, device=self.device))
        except RuntimeError as error:
            lines = [line for line in str(error).split('\n') if line.strip()] or ['']
            raise WorkerError('fp16: PyTorch {} cannot compute this model in 16 bits on {}: {}'.format(
                torch.__version__, self.device.type, lines[-1].replace('RuntimeError: ', '')))
        return model

    def _frozen(self, model):
        """With weights as constants, which the runtime can fold; as it is where that cannot be."""
        if not isinstance(model, self.torch.jit.ScriptModule):
            return model
        try:
            return self.torch.jit.freeze(model)
        except RuntimeError:
            return model

    def infer(self, payload):
        import described_file as told
        torch = self.torch
        image = torch.from_numpy(self.tensors.array(payload))
        with self.no_gradient():
            began = time.perf_counter()
            tensor = image.to(self.device)
            if self.half:
                tensor = tensor.half()
            answered = self.model(tensor.contiguous(memory_format=self.format))
            # Reading the numbers back waits for the device; what else it still does is waited for, too.
            if self.tensors.detection:
                named = dict(told.named_outputs(answered))
                arrays = [named[one].float().cpu().numpy() for one in self.tensors.detection['outputs'] if one in named]
            else:
                scores = self.tensors.pick(answered).float().cpu()
            if self.device.type == 'cuda':
                torch.cuda.synchronize(self.device)
            infer_ms = (time.perf_counter() - began) * 1e3
        if self.tensors.detection:
            given, shapes = self.tensors.outputs(arrays)
            return given, infer_ms, shapes
        return self.tensors.scores(scores.numpy()), infer_ms


if __name__ == '__main__':
    serve(PyTorch)
