"""Hailo-8, Hailo-8L, Hailo-10H and Hailo-15: .hef files, by HailoRT's Python API (hailo_platform).

Runs on Python 3.6 and newer, and HailoRT 4.18 and newer (where the API has VDevice.create_infer_model).
"""
import os
import sys
import time

from edgetop_worker import Runtime, WorkerError, one_line, read_options, serve

INSTALL = 'on Raspberry Pi OS: sudo apt install hailo-all; elsewhere the wheel and the driver of one HailoRT version from hailo.ai'
#: One frame takes milliseconds; a device that gives no answer for so long is gone.
TIMEOUT_MS = 10000

# A status of HailoRT (its name stands in the exception's text), or the exception's class: what it means, and the mend.
FAILURES = (
    ('HAILO_INVALID_DRIVER_VERSION', 'the driver in the kernel and HailoRT are of different versions',
     'install driver, firmware and HailoRT of one version, then restart: docs/hailo-rknn.md'),
    ('DRIVER_NOT_INSTALLED', "Hailo's driver is not loaded",
     'sudo modprobe hailo_pci; where it is missing, ' + INSTALL),
    ('HailoRTDriverOperationFailed', "Hailo's driver failed (dmesg | grep hailo says why)", None),
    ('HAILO_OUT_OF_PHYSICAL_DEVICES', 'another program holds the Hailo device, or there is none', None),
    ('HAILO_DEVICE_IN_USE', 'another program holds the Hailo device', None),
    ('HAILO_OUT_OF_HOST_CMA_MEMORY', 'out of memory: no contiguous memory for the device is left', None),
    ('HEFNotCompatibleWithDevice', 'the HEF was compiled for another Hailo chip',
     'compile it with --hw-arch of this chip: docs/hailo-rknn.md'),
    ('HEF_NOT_COMPATIBLE_WITH_DEVICE', 'the HEF was compiled for another Hailo chip',
     'compile it with --hw-arch of this chip: docs/hailo-rknn.md'),
    ('InvalidHEF', 'HailoRT cannot read the HEF: it is damaged, or of a newer Dataflow Compiler than this HailoRT knows',
     'update HailoRT, or compile it with the Dataflow Compiler of this version: docs/hailo-rknn.md'),
    ('HailoRTTimeout', 'the device gave no answer within {} s'.format(TIMEOUT_MS // 1000), None),
)


def in_words(error):
    """HailoRT's exception as a WorkerError: the cause first, then its own words."""
    if isinstance(error, WorkerError):
        return error
    own = one_line(error)
    signs = type(error).__name__ + ' ' + own
    for sign, words, mend in FAILURES:
        if sign in signs:
            return WorkerError('{} ({})'.format(words, own), mend)
    return WorkerError(own)


class Hailo(Runtime):
    name = 'HailoRT'
    vdevice = None
    configured = None

    def _import(self):
        try:
            import hailo_platform
        except ImportError as error:
            if (getattr(error, 'name', None) or '').split('.')[0] == 'hailo_platform' and '.' not in error.name:
                raise WorkerError('Python {}.{} ({}) has no module hailo_platform (HailoRT)'.format(
                    sys.version_info[0], sys.version_info[1], sys.executable), INSTALL, 'missing-module')
            # Its native part is of another Python, or of another version than the library.
            raise WorkerError('HailoRT is installed but does not load: {}'.format(one_line(error)), INSTALL, 'broken-module')
        except Exception as error:
            raise WorkerError('HailoRT is installed but does not load: {}'.format(one_line(error)), INSTALL, 'broken-module')
        self.api = hailo_platform
        return getattr(hailo_platform, '__version__', 'unknown')

    def describe(self):
        version = self._import()
        if not hasattr(self.api.VDevice, 'create_infer_model'):
            raise WorkerError('HailoRT {} is too old: 4.18 or newer is needed'.format(version), INSTALL)
        device = {'id': 'hailo'}
        try:
            found = list(self.api.Device.scan())
            if found:
                device['name'] = ', '.join(self._name_of(one) for one in found)
            else:
                device['missing'] = 'HailoRT finds no Hailo device'
                device['mend'] = 'lspci | grep -i hailo shows whether the board sees it; ls /dev/hailo0 whether the driver does'
        except Exception as error:
            told = in_words(error)
            device['missing'] = str(told)
            if told.mend:
                device['mend'] = told.mend
        return {'version': version, 'devices': [device]}

    def _name_of(self, device_id):
        """`HAILO8L (0000:01:00.0)`; where the device does not tell (another program holds it), its address alone."""
        try:
            device = self.api.Device(device_id)
            try:
                return '{} ({})'.format(device.control.identify().device_architecture, device_id)
            finally:
                device.release()
        except Exception:
            return 'Hailo ({})'.format(device_id)

    @staticmethod
    def _steps(info):
        """(scale, zero point) of a stream."""
        quant = getattr(info, 'quant_info', None)
        return None if quant is None else (quant.qp_scale, quant.qp_zp)

    def describe_file(self, request):
        """What stands in the file; no device is needed."""
        import described_file as told
        try:
            hef = self.api.HEF(request['model'])
            taken, given = hef.get_input_vstream_infos(), hef.get_output_vstream_infos()
        except Exception as error:
            raise in_words(error)
        return {
            'inputs': [told.value(one.name, 'uint8', [1] + list(one.shape), self._steps(one)) for one in taken],
            # HailoRT gives the values themselves.
            'outputs': [told.value(one.name, 'float32', [1] + list(one.shape)) for one in given],
            'precision': 'int8',
        }

    def load(self, request):
        from tensors import Tensors, check_input
        read_options(request, ())
        self.close()
        wanted = request['input']
        if wanted['layout'] != 'NHWC' or wanted['dtype'] not in ('uint8', 'float32'):
            raise WorkerError('HailoRT takes NHWC input as uint8 or float32, the manifest says {} {}'.format(
                wanted['layout'], wanted['dtype']))
        if not os.path.isfile(request['model']):
            raise WorkerError('{}: no such file'.format(request['model']))
        kinds = self.api.FormatType
        try:
            self.report('opening the device')
            asked = request.get('device')
            self.vdevice = self.api.VDevice(device_ids=[asked]) if asked else self.api.VDevice()
            self.report('loading the HEF')
            model = self.vdevice.create_infer_model(request['model'])
            taken, given = self._streams(model, request)
            check_input(request, [1] + list(taken.shape), None)
            taken.set_format_type(kinds.UINT8 if wanted['dtype'] == 'uint8' else kinds.FLOAT32)
            for one in model.outputs:
                # HailoRT dequantises.
                one.set_format_type(kinds.FLOAT32)
            self.configured = model.configure()
            ids = list(self.vdevice.get_physical_devices_ids())
            self._bind(model, taken, given, Tensors(request))
        except Exception as error:
            self.close()
            raise in_words(error)
        return {'device': ', '.join(self._name_of(one) for one in ids) or 'Hailo'}

    @staticmethod
    def _streams(model, request):
        if len(model.inputs) != 1:
            raise WorkerError('the model takes {} inputs; edgetop gives one image'.format(len(model.inputs)))
        names = [one.name for one in model.outputs]
        wanted = (request.get('output') or {}).get('name')
        if wanted is not None and wanted not in names and len(names) > 1:
            raise WorkerError('the manifest names output "{}", the model has {}'.format(wanted, ', '.join(names)))
        given = next((one for one in model.outputs if one.name == wanted), model.outputs[0])
        if given.is_nms and request.get('output') is not None:
            raise WorkerError('output {} is a list of boxes (a detector), not class scores'.format(given.name))
        return model.inputs[0], given

    def _bind(self, model, taken, given, tensors):
        import numpy
        self.tensors = tensors
        self.bindings = self.configured.create_bindings()
        self.image = numpy.empty(list(taken.shape), tensors.dtype)
        self.bindings.input(taken.name).set_buffer(self.image)
        for one in model.outputs:
            self.bindings.output(one.name).set_buffer(numpy.empty(list(one.shape), numpy.float32))
        self.output = given.name

    def infer(self, payload):
        self.image[...] = self.tensors.array(payload)[0]
        try:
            began = time.perf_counter()
            self.configured.run([self.bindings], TIMEOUT_MS)
            scores = self.bindings.output(self.output).get_buffer()
            infer_ms = (time.perf_counter() - began) * 1e3
        except Exception as error:
            raise in_words(error)
        return self.tensors.scores(scores), infer_ms

    def close(self):
        # In this order, as HailoRT wants it.
        self.bindings = self.configured = None
        if self.vdevice is not None:
            self.vdevice.release()
            self.vdevice = None


if __name__ == '__main__':
    serve(Hailo)
