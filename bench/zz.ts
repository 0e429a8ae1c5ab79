import {comparePeers} from './peers.js';
const rows = await comparePeers({seconds: Number(process.argv[2]), pairs: Number(process.argv[3])}, '../shared/data/models/mobilenet_v1_0.25_224_1_default_1.tflite');
for (const r of rows) console.log(r.what, '|', r.value);
