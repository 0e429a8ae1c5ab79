"""PyTorch: TorchScript files, torch.export files (.pt2), torchvision:NAME and timm:NAME, on cpu, cuda and mps."""
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
            return torch.export.load(model).module()
        try:
            return torch.jit.load(model, map_location='cpu').eval()
        except RuntimeError as error:
            lines = [line for line in str(error).split('\n') if line.strip()] or ['']
            if lines[0].startswith('Unknown builtin op'):
                raise WorkerError('PyTorch {} does not take the model: {}'.format(torch.__version__, lines[0]))
            raise WorkerError('{} is no TorchScript file: {}'.format(model, lines[0]))

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
        self.model = (model.half() if self.half else model).to(memory_format=self.format)
        self.no_gradient = getattr(torch, 'inference_mode', torch.no_grad)
        answer = {'device': name, 'versions': versions}
        if target == 'cpu':
            answer['threads'] = torch.get_num_threads()
        return answer

    def infer(self, payload):
        torch = self.torch
        image = torch.from_numpy(self.tensors.array(payload))
        with self.no_gradient():
            began = time.perf_counter()
            tensor = image.to(self.device)
            if self.half:
                tensor = tensor.half()
            output = self.tensors.pick(self.model(tensor.contiguous(memory_format=self.format)))
            # Reading the scores back waits for the device; what else it still does is waited for, too.
            scores = output.float().cpu()
            if self.device.type == 'cuda':
                torch.cuda.synchronize(self.device)
            infer_ms = (time.perf_counter() - began) * 1e3
        return self.tensors.scores(scores.numpy()), infer_ms


if __name__ == '__main__':
    serve(PyTorch)
