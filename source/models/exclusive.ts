/*
Backends whose device one process holds at a time. Plain data, so that the session knows it without loading a runtime.
*/
const exclusiveIds: ReadonlySet<string> = new Set(['tflite:edgetpu', 'openvino:myriad', 'hailo']);

/** Whether two engines cannot hold the device of this backend at once: one has to stop before the other loads. */
export const isExclusiveBackend = (backendId: string): boolean => exclusiveIds.has(backendId);
