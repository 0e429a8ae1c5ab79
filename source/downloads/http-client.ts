/*
The HTTP client, behind an import of its own: it is as large as the rest of a start, and only a download needs it. It goes through the proxies that the environment names, which Node's own `fetch` does not.
*/
export {EnvHttpProxyAgent, fetch} from 'undici';
