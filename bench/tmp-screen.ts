import {runScreen} from './screen-run.js';
const c=await runScreen(30,0);
console.log(JSON.stringify({...c,summary:undefined}));
process.exit(0);
