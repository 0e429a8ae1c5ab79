/** The run that `edgetop on BOARD --service` sets up: `edgetop@monitor`. */
export const serviceName = 'monitor';

/** Who runs it: the system, under a user of its own, or the account that ssh logs in to. */
export type ServiceKind = 'system' | 'user';

const ofSystem = (program: string): string[] => [
	'EnvironmentFile=-/etc/edgetop/%i.conf',
	`ExecStart=${program} --headless --loop $EDGETOP_ARGS`,
	'Restart=on-failure',
	'RestartSec=10',
	'DynamicUser=yes',
	'StateDirectory=edgetop/%i',
	'CacheDirectory=edgetop/%i',
	'Environment=HOME=%S/edgetop/%i',
	'Environment=XDG_STATE_HOME=%S/edgetop/%i/state',
	'Environment=XDG_DATA_HOME=%S/edgetop/%i/data',
	'Environment=XDG_CACHE_HOME=%C/edgetop/%i',
];

const ofUser = (program: string): string[] => [
	'EnvironmentFile=-%h/.config/edgetop/%i.conf',
	`ExecStart=%h/${program} --headless --loop $EDGETOP_ARGS`,
	'Restart=on-failure',
	'RestartSec=10',
];

/**
The unit `edgetop@.service`: of the system the one of the `.deb`, with another program.

@param program Of the system an absolute path, else from the user's home.
*/
export const serviceUnit = (kind: ServiceKind, program: string): string =>
	[
		'[Unit]',
		'Description=edgetop run %i',
		...(kind === 'system' ? ['Documentation=man:edgetop(1)', 'After=network.target'] : []),
		'',
		'[Service]',
		...(kind === 'system' ? ofSystem(program) : ofUser(program)),
		'# A summary on stdout would fill the journal at each end: what happened is on stderr.',
		'StandardOutput=null',
		'',
		'[Install]',
		`WantedBy=${kind === 'system' ? 'multi-user' : 'default'}.target`,
		'',
	].join('\n');
