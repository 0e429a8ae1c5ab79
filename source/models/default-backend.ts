/** What runs a model of which nothing says what runs it. */
export const defaultBackend = 'onnxruntime:cpu';
