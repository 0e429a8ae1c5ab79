const userInfo = /(?<scheme>[a-z][a-z\d+.-]*:\/\/)[^/\s@]*@/gi;
const secretParameter =
	/(?<name>[?&;][^=&;\s]*(?:pass|pwd|token|secret|key|auth|user)[^=&;\s]*=)[^&;\s]*/gi;

/** Addresses without what lets one in: `rtsp://…@camera/live`, `?password=…`. Summaries and events are handed around. */
export const withoutSecrets = (text: string): string =>
	text.replaceAll(userInfo, '$<scheme>…@').replaceAll(secretParameter, '$<name>…');
